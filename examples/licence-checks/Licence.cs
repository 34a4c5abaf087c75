// Licence checks for a program in C# 7: .NET 6 and newer, .NET Framework 4.7.2, Mono. With the standard library alone.
// .NET knows no Ed25519, so the signature is checked here, as RFC 8032 says. It only ever verifies, so nothing secret can
// leak by the time it takes. With NSec or BouncyCastle one line does the same.
using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Numerics;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;

static class Ed25519
{
    static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");
    static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    static readonly BigInteger Root = BigInteger.ModPow(2, (P - 1) / 4, P);
    static readonly BigInteger BaseY = Mod(4 * Inverse(5));

    sealed class Point
    {
        public readonly BigInteger X, Y, Z, T;
        public Point(BigInteger x, BigInteger y, BigInteger z, BigInteger t) { X = x; Y = y; Z = z; T = t; }
    }

    static BigInteger Mod(BigInteger value)
    {
        var rest = BigInteger.Remainder(value, P);
        return rest.Sign < 0 ? rest + P : rest;
    }

    static BigInteger Inverse(BigInteger value) { return BigInteger.ModPow(Mod(value), P - 2, P); }

    /// The point that has this y (RFC 8032, 5.1.3); null where there is none.
    static Point At(BigInteger y, bool isOdd)
    {
        if (y >= P) return null;
        var square = Mod((y * y - 1) * Inverse(D * y * y + 1));
        var x = BigInteger.ModPow(square, (P + 3) / 8, P);
        if (Mod(x * x - square) != 0) x = Mod(x * Root);
        if (Mod(x * x - square) != 0 || (x.IsZero && isOdd)) return null;
        if (x.IsEven == isOdd) x = P - x;
        return new Point(x, y, 1, Mod(x * y));
    }

    /// Little-endian; the zero at its end keeps it from being read as below zero.
    static BigInteger Number(byte[] bytes) { return new BigInteger(bytes.Concat(new byte[] { 0 }).ToArray()); }

    static Point Read(byte[] bytes)
    {
        var number = Number(bytes);
        var sign = BigInteger.Pow(2, 255);
        return At(BigInteger.Remainder(number, sign), number >= sign);
    }

    static Point Plus(Point a, Point b)
    {
        var one = Mod((a.Y - a.X) * (b.Y - b.X));
        var two = Mod((a.Y + a.X) * (b.Y + b.X));
        var three = Mod(2 * a.T * b.T * D);
        var four = Mod(2 * a.Z * b.Z);
        BigInteger e = two - one, f = four - three, g = four + three, h = two + one;
        return new Point(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    static Point Times(BigInteger scalar, Point point)
    {
        var total = new Point(0, 1, 1, 0);
        for (; !scalar.IsZero; scalar >>= 1, point = Plus(point, point))
            if (!scalar.IsEven) total = Plus(total, point);
        return total;
    }

    /// RFC 8032, 5.1.7.
    public static bool Verify(byte[] publicKey, byte[] message, byte[] signature)
    {
        if (publicKey.Length != 32 || signature.Length != 64) return false;
        var first = signature.Take(32).ToArray();
        var s = Number(signature.Skip(32).ToArray());
        Point a = Read(publicKey), r = Read(first);
        if (a == null || r == null || s >= Order) return false;
        byte[] digest;
        using (var sha = SHA512.Create()) digest = sha.ComputeHash(first.Concat(publicKey).Concat(message).ToArray());
        var left = Times(s, At(BaseY, false));
        var right = Plus(r, Times(BigInteger.Remainder(Number(digest), Order), a));
        return Mod(left.X * right.Z - right.X * left.Z).IsZero && Mod(left.Y * right.Z - right.Y * left.Z).IsZero;
    }
}

// What is sent and answered, as far as it is needed here.
[DataContract] class Asked
{
    [DataMember] public string product;
    [DataMember] public string key;
    [DataMember] public string fingerprint;
}
[DataContract] class Answer
{
    [DataMember] public string code;
    [DataMember] public string state;
    [DataMember] public string file;
}
[DataContract] class Head
{
    [DataMember] public string alg;
    [DataMember] public string kid;
}
[DataContract] class Key
{
    [DataMember] public string kid;
    [DataMember] public string x;
}
[DataContract] class Keys
{
    [DataMember] public Key[] keys;
}
[DataContract] class Body
{
    [DataMember] public string product;
    [DataMember] public string fingerprint;
    [DataMember] public long iat;
    [DataMember] public long exp;
    [DataMember] public long? until;
}

static class Json
{
    public static T Read<T>(byte[] bytes)
    {
        using (var stream = new MemoryStream(bytes))
            return (T)new DataContractJsonSerializer(typeof(T)).ReadObject(stream);
    }

    public static byte[] Write<T>(T value)
    {
        using (var stream = new MemoryStream())
        {
            new DataContractJsonSerializer(typeof(T)).WriteObject(stream, value);
            return stream.ToArray();
        }
    }
}

static class Licence
{
    const long ToleratedSeconds = 600;
    const long GraceSeconds = 3 * 86400;
    static readonly HttpClient Http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };

    static async Task<Answer> Call(string api, string path, Asked asked)
    {
        var body = new ByteArrayContent(Json.Write(asked));
        body.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        var response = await Http.PostAsync(api + "/runtime/v1/licences/" + path, body);
        var answer = Json.Read<Answer>(await response.Content.ReadAsByteArrayAsync());
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException(answer.code);
        return answer;
    }

    /// With a connection: takes a place for this machine, and keeps the signed file.
    public static async Task<string> Activate(string api, string product, string key, string fingerprint, string path)
    {
        var asked = new Asked { product = product, key = key, fingerprint = fingerprint };
        var answer = await Call(api, "activate", asked);
        File.WriteAllText(path, answer.file);
        return answer.state;
    }

    /// Gives the place back.
    public static async Task<string> Deactivate(string api, string product, string key, string fingerprint)
    {
        var asked = new Asked { product = product, key = key, fingerprint = fingerprint };
        return (await Call(api, "deactivate", asked)).state;
    }

    static byte[] Decoded(string part)
    {
        var padding = new string('=', (4 - part.Length % 4) % 4);
        return Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/') + padding);
    }

    /// Without a connection: looks at the file. `lastSeen` is the newest time that you wrote down.
    public static string Check(string file, Key[] keys, string product, string fingerprint, long lastSeen, long now)
    {
        var parts = file.Trim().Split('.');
        if (parts.Length != 3) return "refused: signature";
        var head = Json.Read<Head>(Decoded(parts[0]));
        var signed = Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]);
        var isSigned = head.alg == "EdDSA" &&
            keys.Any(key => key.kid == head.kid && Ed25519.Verify(Decoded(key.x), signed, Decoded(parts[2])));
        if (!isSigned) return "refused: signature";
        var licence = Json.Read<Body>(Decoded(parts[1]));
        if (licence.product != product || licence.fingerprint != fingerprint) return "refused: other";
        if (now + ToleratedSeconds < Math.Max(lastSeen, licence.iat)) return "stale: clock";
        if (licence.until.HasValue && now >= licence.until.Value) return "ended";
        if (now >= licence.exp) return now < licence.exp + GraceSeconds ? "stale: grace" : "stale: age";
        return "valid";
    }

    public static int Main(string[] args)
    {
        if (args[0] == "activate")
            Console.WriteLine(Activate(args[1], args[2], args[3], args[4], args[5]).GetAwaiter().GetResult());
        else if (args[0] == "deactivate")
            Console.WriteLine(Deactivate(args[1], args[2], args[3], args[4]).GetAwaiter().GetResult());
        else
        {
            var keys = Json.Read<Keys>(File.ReadAllBytes(args[2])).keys;
            var lastSeen = args.Length > 5 ? long.Parse(args[5]) : 0;
            var now = args.Length > 6 ? long.Parse(args[6]) : DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            Console.WriteLine(Check(File.ReadAllText(args[1]), keys, args[3], args[4], lastSeen, now));
        }
        return 0;
    }
}
