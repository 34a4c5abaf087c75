// Licence checks for a program in Java (15 and newer), with the standard library alone.
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Licence {
    static final long TOLERATED_SECONDS = 600;
    static final long GRACE_SECONDS = 3 * 86_400;

    /**
     * A text or number of a flat JSON object whose values need no escaping, as those of Portico do here: a library for JSON
     * does the same, and takes any fingerprint.
     */
    static String field(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":(?:\"([^\"\\\\]*)\"|(-?\\d+))").matcher(json);
        if (!found.find()) return null;
        return found.group(1) != null ? found.group(1) : found.group(2);
    }

    static String call(String api, String path, String product, String key, String fingerprint) throws Exception {
        String body = String.format(
            "{\"product\":\"%s\",\"key\":\"%s\",\"fingerprint\":\"%s\"}", product, key, fingerprint);
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + "/runtime/v1/licences/" + path))
            .timeout(Duration.ofSeconds(20))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        HttpResponse<String> answer =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 400) throw new IllegalStateException(field(answer.body(), "code"));
        return answer.body();
    }

    /** With a connection: takes a place for this machine, and keeps the signed file. */
    static String activate(String api, String product, String key, String fingerprint, Path path) throws Exception {
        String answer = call(api, "activate", product, key, fingerprint);
        Files.writeString(path, field(answer, "file"));
        return field(answer, "state");
    }

    /** Gives the place back. */
    static String deactivate(String api, String product, String key, String fingerprint) throws Exception {
        return field(call(api, "deactivate", product, key, fingerprint), "state");
    }

    /** The key of JWK's `x`: 32 bytes, the least first, the highest bit being the sign of x. */
    static PublicKey publicKey(String x) throws Exception {
        byte[] bytes = Base64.getUrlDecoder().decode(x);
        boolean isOdd = (bytes[31] & 0x80) != 0;
        byte[] y = new byte[32];
        for (int at = 0; at < 32; at++) y[at] = bytes[31 - at];
        y[0] &= 0x7f;
        EdECPoint point = new EdECPoint(isOdd, new BigInteger(1, y));
        return KeyFactory.getInstance("Ed25519")
            .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    static String text(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    static boolean isSigned(String[] parts, String keys) throws Exception {
        String kid = field(text(parts[0]), "kid");
        if (kid == null || !"EdDSA".equals(field(text(parts[0]), "alg"))) return false;
        for (String key : keys.split("\\}")) {
            if (!kid.equals(field(key, "kid"))) continue;
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(publicKey(field(key, "x")));
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        }
        return false;
    }

    /** Without a connection: looks at the file. `lastSeen` is the newest time that you wrote down. */
    static String check(String file, String keys, String product, String fingerprint, long lastSeen, long now)
        throws Exception {
        String[] parts = file.strip().split("\\.");
        if (parts.length != 3 || !isSigned(parts, keys)) return "refused: signature";
        String licence = text(parts[1]);
        if (!product.equals(field(licence, "product")) || !fingerprint.equals(field(licence, "fingerprint")))
            return "refused: other";
        long iat = Long.parseLong(field(licence, "iat"));
        long exp = Long.parseLong(field(licence, "exp"));
        String until = field(licence, "until");
        if (now + TOLERATED_SECONDS < Math.max(lastSeen, iat)) return "stale: clock";
        if (until != null && now >= Long.parseLong(until)) return "ended";
        if (now >= exp) return now < exp + GRACE_SECONDS ? "stale: grace" : "stale: age";
        return "valid";
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("activate")) {
            System.out.println(activate(args[1], args[2], args[3], args[4], Path.of(args[5])));
        } else if (args[0].equals("deactivate")) {
            System.out.println(deactivate(args[1], args[2], args[3], args[4]));
        } else {
            long lastSeen = args.length > 5 ? Long.parseLong(args[5]) : 0;
            long now = args.length > 6 ? Long.parseLong(args[6]) : System.currentTimeMillis() / 1000;
            String file = Files.readString(Path.of(args[1]));
            System.out.println(check(file, Files.readString(Path.of(args[2])), args[3], args[4], lastSeen, now));
        }
    }
}
