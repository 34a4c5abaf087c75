// Licence checks for a program in C++17, with OpenSSL 1.1.1 and newer: c++ -std=c++17 licence.cpp -lssl -lcrypto
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

constexpr long toleratedSeconds = 600;
constexpr long graceSeconds = 3 * 86'400;

std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A text or number of a flat JSON object whose values need no escaping, as those of Portico do here: a library for JSON
/// does the same, and takes any fingerprint.
std::optional<std::string> field(const std::string &json, const std::string &name) {
  std::smatch found;
  const std::regex wanted("\"" + name + "\":(?:\"([^\"\\\\]*)\"|(-?[0-9]+))");
  if (!std::regex_search(json, found, wanted)) return std::nullopt;
  return found[1].matched ? found[1].str() : found[2].str();
}

std::string decoded(std::string part) {
  std::replace(part.begin(), part.end(), '-', '+');
  std::replace(part.begin(), part.end(), '_', '/');
  const std::size_t missing = (4 - part.size() % 4) % 4;
  part.append(missing, '=');
  std::string bytes(part.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char *>(bytes.data()),
                                     reinterpret_cast<const unsigned char *>(part.data()), static_cast<int>(part.size()));
  if (length < 0) return {};
  bytes.resize(static_cast<std::size_t>(length) - missing);
  return bytes;
}

bool isSigned(const std::string &publicKey, const std::string &message, const std::string &signature) {
  const auto bytes = [](const std::string &text) { return reinterpret_cast<const unsigned char *>(text.data()); };
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(publicKey), publicKey.size()), EVP_PKEY_free);
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(message), message.size()) == 1;
}

/// One POST over http or https; the certificate has to fit the host.
std::string call(const std::string &api, const std::string &path, const std::string &body) {
  std::smatch parts;
  if (!std::regex_match(api, parts, std::regex("(https?)://([^:/]+)(?::([0-9]+))?")))
    throw std::runtime_error("no address of a service");
  const bool secure = parts[1] == "https";
  const std::string host = parts[2];
  const std::string place = host + ":" + (parts[3].matched ? parts[3].str() : secure ? "443" : "80");
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  BIO *made = nullptr;
  if (secure) {
    SSL_CTX_set_default_verify_paths(context.get());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    made = BIO_new_ssl_connect(context.get());
    SSL *ssl = nullptr;
    BIO_get_ssl(made, &ssl);
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set1_host(ssl, host.c_str());
    BIO_set_conn_hostname(made, place.c_str());
  } else {
    made = BIO_new_connect(place.c_str());
  }
  std::unique_ptr<BIO, decltype(&BIO_free_all)> wire(made, BIO_free_all);
  if (BIO_do_connect(wire.get()) <= 0) throw std::runtime_error("no connection");
  const std::string request = "POST /runtime/v1/licences/" + path + " HTTP/1.0\r\nhost: " + place +
                              "\r\ncontent-type: application/json\r\ncontent-length: " + std::to_string(body.size()) +
                              "\r\nconnection: close\r\n\r\n" + body;
  BIO_write(wire.get(), request.data(), static_cast<int>(request.size()));
  std::string answer;
  char piece[4096];
  for (int length; (length = BIO_read(wire.get(), piece, sizeof piece)) > 0;)
    answer.append(piece, static_cast<std::size_t>(length));
  const int status = answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
  if (status < 200 || status > 299) throw std::runtime_error(field(answer, "code").value_or("no answer"));
  return answer;
}

std::string asked(const std::string &product, const std::string &key, const std::string &fingerprint) {
  return "{\"product\":\"" + product + "\",\"key\":\"" + key + "\",\"fingerprint\":\"" + fingerprint + "\"}";
}

/// Without a connection: looks at the file. `lastSeen` is the newest time that you wrote down.
std::string check(const std::string &file, const std::string &keys, const std::string &product,
                  const std::string &fingerprint, long lastSeen, long now) {
  std::smatch parts;
  if (!std::regex_match(file, parts, std::regex("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\s*")))
    return "refused: signature";
  const std::string head = decoded(parts[1]);
  const std::string kid = field(head, "kid").value_or("");
  bool good = false;
  std::istringstream known(keys);
  for (std::string key; std::getline(known, key, '}');) {
    if (field(key, "kid").value_or("-") != kid || field(head, "alg").value_or("") != "EdDSA") continue;
    good = isSigned(decoded(field(key, "x").value_or("")), parts[1].str() + "." + parts[2].str(), decoded(parts[3]));
  }
  if (!good) return "refused: signature";
  const std::string licence = decoded(parts[2]);
  if (field(licence, "product") != product || field(licence, "fingerprint") != fingerprint) return "refused: other";
  const long iat = std::stol(field(licence, "iat").value());
  const long exp = std::stol(field(licence, "exp").value());
  const auto until = field(licence, "until");
  if (now + toleratedSeconds < std::max(lastSeen, iat)) return "stale: clock";
  if (until && now >= std::stol(*until)) return "ended";
  if (now >= exp) return now < exp + graceSeconds ? "stale: grace" : "stale: age";
  return "valid";
}

}  // namespace

int main(int count, char **given) try {
  const std::vector<std::string> args(given + 1, given + count);
  if (args.at(0) == "activate") {
    const std::string answer = call(args.at(1), "activate", asked(args.at(2), args.at(3), args.at(4)));
    std::ofstream(args.at(5)) << field(answer, "file").value();
    std::cout << field(answer, "state").value() << '\n';
  } else if (args.at(0) == "deactivate") {
    const std::string answer = call(args.at(1), "deactivate", asked(args.at(2), args.at(3), args.at(4)));
    std::cout << field(answer, "state").value() << '\n';
  } else {
    const long lastSeen = args.size() > 5 ? std::stol(args[5]) : 0;
    const long now = args.size() > 6 ? std::stol(args[6]) : static_cast<long>(std::time(nullptr));
    std::cout << check(readFile(args.at(1)), readFile(args.at(2)), args.at(3), args.at(4), lastSeen, now) << '\n';
  }
  return 0;
} catch (const std::exception &fault) {
  std::cerr << fault.what() << '\n';
  return 1;
}
