using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Benchmarks;

/// <summary>
/// The price of looking at 200 characters that hold nothing to redact, beside one source-generated regex alternation of the
/// simplest forms of the same shapes, without checksums. Budget: 1 µs and 0 B.
/// </summary>
[MemoryDiagnoser]
public partial class RedactionBenchmarks
{
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["prose"] = "The profile was created in the second attempt after the first one had timed out while waiting for the ledger to close; "
            + "the reward will be paid when the verifier has signed the claim and told both why.",
        ["sql"] = "SELECT id, amount, fee FROM rewards WHERE id IN (10482, 20931, 30871, 48121) AND amount >= 1250.75 AND created_at BETWEEN "
            + "'2026-11-01 00:00:00' AND '2026-11-22 23:59:59.999' ORDER BY 2 LIMIT 100 + 500",
        ["hex"] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            + "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae50d8",
        ["hit"] = "Host=db;Username=app;Password=hunter2;Database=takumi; mail to user@example.com",
    };

    private readonly RedactionPolicy _policy = new(new RedactionOptions());
    private string _text = "";

    [Params("prose", "sql", "hex", "hit")]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _text = Texts[Text];
        var isClean = ReferenceEquals(_policy.RedactText(_text), _text);
        if (isClean == (Text == "hit") || (isClean && _text.Length is < 195 or > 205))
            throw new InvalidOperationException($"The text \"{Text}\" isn't what its name says.");
    }

    [Benchmark(Baseline = true)]
    public bool Regex() => Shapes().IsMatch(_text);

    [Benchmark]
    public string RedactText() => _policy.RedactText(_text);

    [Benchmark]
    public string RedactAttribute() => _policy.Redact("db.query.text", _text);

    [Benchmark]
    public object? RedactNumber() => _policy.Redact("http.response.status_code", Status);

    private static readonly object Status = 200;

    [GeneratedRegex(
        @"[\w.+-]+@[\w-]+\.\w{2,}|eyJ[\w-]+\.[\w-]+\.[\w-]*|-----BEGIN |\b[GS][A-Z2-7]{55}\b|\b0x[0-9a-fA-F]{40}\b|\b\d(?:[ -]?\d){12,18}\b|\+\d{8,15}"
        + @"|://[^\s/@:]*:[^\s/@]+@|(?i:password|pwd|secret|token|authorization|cookie|api[-_]?key)[""']?\s*[:=]\s*\S+")]
    private static partial Regex Shapes();
}
