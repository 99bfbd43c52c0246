using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;
using PosEngine.Capabilities;
using PosEngine.Hardware.Printing;
using PosEngine.Pricing;
using PosEngine.Sync;

namespace PosEngine;

/// <summary>What a till is. Checked when the engine is created.</summary>
public sealed class PosEngineOptions
{
    /// <summary>The database file of this till, created at the first start. Required. Its folder must exist and be on a local disk.</summary>
    [Required(ErrorMessage = "Set DatabasePath to the file that this till keeps its data in.")]
    public string DatabasePath { get; set; } = "";

    /// <summary>
    /// A file on another disk, or at least in another folder, that remembers how far the journal is: by it the till notices without any back office that an older
    /// image of its database was put back, and begins numbers of its own. Null for none.
    /// </summary>
    public string? HeadFilePath { get; set; }

    /// <summary>
    /// How long the bodies of journal entries are kept on the device once the back office has them, its own backups cover them and their shift is closed. Null, the
    /// default, keeps them for ever; at least 1 day. Of a pruned receipt the list still shows the row; its details are refused with <see cref="RefusalCodes.ReceiptArchived"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan? JournalRetention { get; set; }

    /// <summary>The number that receipts begin with, unique within the shop: device 1 prints <c>1-1001</c>. Required; 1 to 9999. Fixed once the database exists.</summary>
    [Range(1, 9_999)]
    public int DeviceNumber { get; set; }

    /// <summary>
    /// The serial number of the recording system, as a fiscal authority calls it; 1 to 100 characters. Null, the default, for the device's id. Journalled before the first receipt after it has changed, and on every
    /// receipt's <see cref="Receipts.Receipt.Issuer"/>.
    /// </summary>
    [StringLength(100, MinimumLength = 1, ErrorMessage = "Set DeviceSerial to 1 to 100 characters, or leave it at null for the device's id.")]
    public string? DeviceSerial { get; set; }

    /// <summary>The application around the engine, with its version, such as <c>Corner Till 4.2</c>; 1 to 100 characters. Null, the default, for none: then the engine alone is named. Journalled as <see cref="DeviceSerial"/>.</summary>
    [StringLength(100, MinimumLength = 1, ErrorMessage = "Set Application to 1 to 100 characters, or leave it at null.")]
    public string? Application { get; set; }

    /// <summary>The currency of every amount. Required. Fixed once the database exists.</summary>
    [Required(ErrorMessage = "Set Currency, such as Currency.EUR.")]
    public Currency? Currency { get; set; }

    /// <summary>
    /// The language of messages and receipts: English, German, or one of <see cref="LanguageFiles"/>; null for that of the machine. Other cultures get English words and their own way of
    /// writing numbers.
    /// </summary>
    public CultureInfo? Language { get; set; }

    /// <summary>Texts of your own by code: for the reasons of your own policy, or instead of the shipped ones.</summary>
    public IDictionary<string, string> Texts { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Files of further languages, read when the engine is created: JSON of codes and texts, each named after its culture, such as <c>fr.json</c>. See docs/languages.md.</summary>
    public IList<string> LanguageFiles { get; } = [];

    /// <summary>What may be done offline, unless the back office sends a policy of its own.</summary>
    [Required(ErrorMessage = "Set OfflinePolicy, or leave it at OfflinePolicy.Loyverse.")]
    public OfflinePolicy OfflinePolicy { get; set; } = OfflinePolicy.Loyverse;

    /// <summary>How prices become totals. Tickets take it along when they are started.</summary>
    [Required(ErrorMessage = "Set PricingPolicy, or leave it at PricingPolicy.Default.")]
    public PricingPolicy PricingPolicy { get; set; } = PricingPolicy.Default;

    /// <summary>
    /// When a business day begins, after midnight; 0 to 12 hours, midnight by default. A shift that is opened before then belongs to the day before, and keeps that day however
    /// long it lasts.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "12:00:00", ErrorMessage = "Set BusinessDayStart to a time from midnight to 12 hours after it.")]
    public TimeSpan BusinessDayStart { get; set; }

    /// <summary>
    /// How many customers the till keeps: those that the back office told of last, as it does when one is registered, changed or, where it keeps accounts, used. 1 to 1,000,000; null, as it is, for all that it sends. The others
    /// are found with a connection.
    /// </summary>
    [Range(1, 1_000_000, ErrorMessage = "Set CustomersKept to 1 to 1,000,000, or leave it at null for all.")]
    public int? CustomersKept { get; set; }

    /// <summary>What is on receipts besides what must be there.</summary>
    [Required(ErrorMessage = "Set ReceiptLayout, or leave it at ReceiptLayout.Default.")]
    public ReceiptLayout ReceiptLayout { get; set; } = ReceiptLayout.Default;

    /// <summary>How often the till talks to its back office.</summary>
    [ValidateObjectMembers]
    public SyncOptions Sync { get; } = new();
}

/// <summary>Refuses options that are missing or out of range, saying what to set.</summary>
[OptionsValidator]
internal sealed partial class PosEngineOptionsValidator : IValidateOptions<PosEngineOptions>;

/// <summary>Refuses a pricing policy that makes no sense in the currency: no ticket could be started under it.</summary>
internal sealed class PricingPolicyValidator : IValidateOptions<PosEngineOptions>
{
    public ValidateOptionsResult Validate(string? name, PosEngineOptions options)
    {
        if (options is not { PricingPolicy: { } policy, Currency: { } currency })
            return ValidateOptionsResult.Skip;
        try
        {
            PriceRequestRules.Check(policy, currency);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail($"Set PricingPolicy to one that fits {currency}. {e.Message}");
        }
    }
}
