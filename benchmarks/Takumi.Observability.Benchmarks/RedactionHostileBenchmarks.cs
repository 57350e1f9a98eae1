using BenchmarkDotNet.Attributes;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Benchmarks;

/// <summary>
/// Texts made to be read over and over: each repeats what a detector begins with and never ends. Eight times the length must take
/// about eight times as long.
/// </summary>
[MemoryDiagnoser]
public class RedactionHostileBenchmarks
{
    internal static readonly string[] Pieces =
        ["a@", "a%40", "eyJ", "eyJa.", "://", "://a:b", "://x/@", "=", "a:", "email=", "email=\"", "email='\\\"", "tokens:1 ", "1 ", "4111 ", "4111-", "+1", "+1 ", "SA", "GA", "0x", "-----BEGIN", "\\", "\"", "password: "];

    private readonly RedactionPolicy _policy = new(new RedactionOptions());
    private string _text = "";

    public IEnumerable<string> AllPieces => Pieces;

    [ParamsSource(nameof(AllPieces))]
    public string Piece { get; set; } = "";

    [Params(1 << 17, 1 << 20)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup() => _text = string.Concat(Enumerable.Repeat(Piece, Length / Piece.Length));

    [Benchmark]
    public string RedactText() => _policy.RedactText(_text);
}
