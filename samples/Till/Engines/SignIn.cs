using PosEngine;
using Till.Shop;

namespace Till.Engines;

/// <summary>Signing in those who work in the sample shop.</summary>
internal static class SignIn
{
    /// <exception cref="RefusedException">The till does not know them, or their PIN is another one.</exception>
    public static async Task SignInAsync(this IPosEngine pos, (string Name, string Pin) employee) =>
        (await pos.Session.SignInAsync(new(ShopReference.IdOf("employee", employee.Name)), employee.Pin)).EnsureDone();
}
