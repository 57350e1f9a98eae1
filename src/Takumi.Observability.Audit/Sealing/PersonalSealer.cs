using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Auditing;
using Takumi.Observability.Format;

namespace Takumi.Observability.Sealing;

/// <summary>Seals the personal members of records of one log. Owns the keys. Thread safe.</summary>
internal sealed class PersonalSealer(SubjectKeys keys, string logId) : IDisposable
{
    [ThreadStatic]
    private static LineBuilder? t_value;

    /// <summary>Takes the store, whose naming key was read, for writing.</summary>
    public static async Task<PersonalSealer> OpenAsync(KeyStore store, string logId, bool allowRemote)
    {
        try
        {
            await store.OpenAsync(allowRemote, CancellationToken.None).ConfigureAwait(false);
            return new PersonalSealer(new SubjectKeys(store), logId);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The sealed values by name.</summary>
    /// <exception cref="InvalidRecordException">The format cannot hold one.</exception>
    /// <exception cref="Exception">The key could not be had.</exception>
    public async ValueTask<IReadOnlyDictionary<string, object?>> SealAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var key = await keys.GetAsync(record.Personal!.Subject, cancellationToken).ConfigureAwait(false);
                if (Seal(key, record) is { } values)
                    return values;
            }
        }
        catch (EncoderFallbackException)
        {
            throw new InvalidRecordException("Its subject, or a name in its metadata, has a lone surrogate, which no UTF-8 can hold.");
        }
    }

    /// <inheritdoc cref="SubjectKeys.Erase"/>
    public string? Erase(byte[] subject) => keys.Erase(subject);

    public void Dispose() => keys.Dispose();

    /// <summary>Null if the key was destroyed meanwhile.</summary>
    private Dictionary<string, object?>? Seal(SubjectKey key, AuditRecord record)
    {
        var members = record.Personal!.Values;
        var place = new SealedPlace(logId, record.Id.ToString());
        var nonces = new byte[members.Count * SubjectKey.NonceBytes];
        RandomNumberGenerator.Fill(nonces); // one call of the operating system's generator for all
        var values = new Dictionary<string, object?>(members.Count);
        var line = t_value ??= new LineBuilder();
        foreach (var (name, value) in members)
        {
            var nonce = nonces.AsSpan(values.Count * SubjectKey.NonceBytes, SubjectKey.NonceBytes);
            if (SealedValue.Seal(key, place, name, nonce, line.ValueAlone(name, value)) is not { } text)
                return null;
            values.Add(name, text);
        }

        return values;
    }
}
