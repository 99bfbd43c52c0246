using System.Text.Json;
using System.Text.Json.Serialization;
using BackOffice.Emails;
using BackOffice.Protocol;

namespace BackOffice.Reference;

/// <summary>What the data of each kind have to look like: better refused here than set aside on every device.</summary>
internal static class ReferenceData
{
    private const int NameLengthMax = 100;

    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["tax"] = typeof(TaxData),
        ["item"] = typeof(ItemData),
        ["employee"] = typeof(EmployeeData),
        ["role"] = typeof(RoleData),
        ["customer"] = typeof(CustomerData),
        ["payment_type"] = typeof(PaymentTypeData),
        ["settings"] = typeof(SettingsData),
        ["category"] = typeof(CategoryData),
        ["discount"] = typeof(DiscountData),
        ["dining_option"] = typeof(DiningOptionData),
        ["price_list"] = typeof(PriceListData),
        ["predefined_ticket"] = typeof(PredefinedTicketData),
    };

    /// <returns>What is wrong with the data, if anything. Kinds of the future are taken as they are.</returns>
    public static string? FindFault(string kind, string id, JsonElement data)
    {
        if (kind.Length is 0 or > NameLengthMax || id.Length is 0 or > NameLengthMax)
            return $"kind and id have 1 to {NameLengthMax} characters.";
        if (data.ValueKind != JsonValueKind.Object)
            return "data must be an object.";
        if (data.TryGetProperty("id", out var own) && !(own.ValueKind == JsonValueKind.String && own.ValueEquals(id)))
            return $"The id in the data of {kind} {id} is another one.";

        try
        {
            // As it will be told: half a surrogate pair passes as JSON, and so does what is nested almost too deep, and either would break every page of changes that it is on.
            JsonSerializer.Serialize(Stream.Null, new PullReply([new(kind, id, data)], "", More: false), ProtocolJson.Options);
            if (kind == "settings" && data.TryGetProperty("offline_policy", out var policy) && policy.ValueKind != JsonValueKind.Null && OfflinePolicyRules.HasNull(policy))
                return "offline_policy: leave out what is null.";
            return Kinds.TryGetValue(kind, out var type) && data.Deserialize(type, Strict) is ICheckedData found ? found.FindFault() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return exception.Message;
        }
    }

    private static readonly JsonSerializerOptions Strict = new(ProtocolJson.Options)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private enum TaxType { Included, Added }

    private enum TaxCategory { Standard, Reduced, Zero, Exempt, OutOfScope }

    private enum PaymentKind { Cash, ManualCard, IntegratedCard, Other, OnAccount, GiftCard, StoreCredit, Points }

    private sealed record TaxData(Guid Id, string Name, long Rate, TaxType Type, TaxCategory? Category = null);

    private sealed record ItemData(
        Guid Id, string Name, Guid[] Taxes, string? Sku = null, string[]? Barcodes = null, long? Price = null,
        bool Discountable = true, bool Weighed = false, string? ItemCategory = null, Guid? Category = null, int? AgeLimit = null, long? Points = null) : ICheckedData
    {
        // Of the elements of a list, the serialiser checks no null.
        public string? FindFault() => Barcodes is not null && Array.Exists(Barcodes, static barcode => barcode is null) ? "A barcode is a text." : null;
    }

    /// <summary>Data that may be of the right form and say something impossible all the same.</summary>
    private interface ICheckedData
    {
        string? FindFault();
    }

    private sealed record EmployeeData(Guid Id, string Name, PinData Pin, Guid? Role = null, string[]? Permissions = null);

    private sealed record RoleData(Guid Id, string Name, string[]? Permissions = null);

    private sealed record PinData(
        string Algorithm,
        int Iterations,
        [property: JsonConverter(typeof(Base64Converter))] byte[] Salt,
        [property: JsonConverter(typeof(Base64Converter))] byte[] Hash);

    private sealed record CustomerData(Guid Id, string Name, string? Email = null, string? Phone = null, string? Note = null, long? CreditLimit = null, long? Owed = null, long? StoreCredit = null, long? Points = null,
        Guid? PriceList = null);

    private sealed record PaymentTypeData(Guid Id, string Name, PaymentKind Type);

    private sealed record CategoryData(Guid Id, string Name, string? Colour = null, int Order = 0);

    private sealed record DiningOptionData(Guid Id, string Name, bool Default = false, int Order = 0);

    private sealed record PredefinedTicketData(Guid Id, string Name, int Order = 0);

    private sealed record PriceListData(Guid Id, string Name, long Rate = 0, ListedPriceData[]? Prices = null, int Order = 0) : ICheckedData
    {
        private const long WholeRate = 1_000_000;

        public string? FindFault() =>
            Rate is < 0 or > WholeRate ? "A price list takes off 0 to 100 %."
            : Prices is not { } prices ? null
            : Array.Exists(prices, static price => price is not { Price: >= 0 }) ? "A price is zero or more."
            : prices.Select(static price => price.Item).Distinct().Count() < prices.Length ? "A price list has one price of an item."
            : null;
    }

    private sealed record ListedPriceData(Guid Item, long Price);

    private enum DiscountType { Percent, Amount }

    private sealed record DiscountData(
        Guid Id, string Name, DiscountType Type, long? Rate = null, long? Amount = null, long? Minimum = null, long? Maximum = null, bool Restricted = false, int Order = 0) : ICheckedData
    {
        private const long WholeRate = 1_000_000;

        public string? FindFault()
        {
            var (value, other, most) = Type == DiscountType.Percent ? (Rate, Amount, WholeRate) : (Amount, Rate, long.MaxValue);
            return other is not null ? "A discount is in percent or of an amount."
                : Array.Exists([value, Minimum, Maximum], number => number < 0 || number > most) ? "A discount takes off zero or more, and 100 % at the most."
                : Minimum > Maximum ? "The least is more than the most."
                : null;
        }
    }

    private sealed record SettingsData(
        string? ShopName = null, string? Address = null, string? TaxNumber = null, string? ReceiptHeader = null, string? ReceiptFooter = null, bool? ShowsStock = null, bool? WarnsOfNegativeStock = null,
        string? TimeZone = null, bool? PinsAreUnique = null, int? LockAfter = null, bool? CountsBlind = null, long? DifferenceMax = null, OfflinePolicyData? OfflinePolicy = null, LoyaltyData? Loyalty = null,
        string? Language = null) : ICheckedData
    {
        private const int SecondsMax = 24 * 60 * 60;

        public string? FindFault() =>
            LockAfter is < 1 or > SecondsMax ? $"lock_after is 1 to {SecondsMax} seconds."
            : Language is not null && LetterText.FindCulture(Language) is null ? $"language is {string.Join(" or ", LetterText.Languages)}, or of a country such as de-AT."
            : DifferenceMax < 0 ? "difference_max is zero or more."
            : Loyalty is { PointValue: < 1 } or { EarnRate: < 0 } ? "A point is worth something, and a rate is zero or more."
            : OfflinePolicy?.FindFault();
    }

    private sealed record LoyaltyData(long PointValue, long EarnRate = 0);
}
