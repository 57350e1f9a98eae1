namespace Takumi.Observability;

/// <summary>What kind of personal or secret data a value is, which decides how it is masked before it leaves the process.</summary>
public enum DataClass
{
    /// <summary>A password, key or token: replaced as a whole, <c>[redacted]</c>.</summary>
    Secret,

    /// <summary>An e-mail address: <c>u***@example.com</c>.</summary>
    Email,

    /// <summary>A wallet or account address of any chain: first and last four characters, <c>GABC…WXYZ</c>.</summary>
    Wallet,

    /// <summary>A phone number: its last four digits, <c>***4567</c>.</summary>
    Phone,

    /// <summary>A payment card number: its last four digits, <c>***1111</c>.</summary>
    Card,
}
