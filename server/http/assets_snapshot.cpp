#include "server/http/assets_snapshot.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <stdexcept>

namespace dossier::http {

namespace {

namespace json = boost::json;

class loader {
 public:
  explicit loader(const std::filesystem::path& folder) : folder_(folder) {}

  std::shared_ptr<const std::string> read(std::string_view name) {
    const std::filesystem::path relative{std::string(name)};
    if (name.empty() || relative.is_absolute() || relative.lexically_normal().native().starts_with("..")) {
      throw std::runtime_error("The manifest names a file outside its folder: " + std::string(name));
    }
    std::ifstream in(folder_ / relative, std::ios::binary);
    if (!in) throw std::runtime_error("The manifest names a file that cannot be read: " + std::string(name));
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    total_ += bytes.size();
    if (total_ > assets_max_bytes) throw std::runtime_error("The dashboard's files are too big.");
    return std::make_shared<const std::string>(std::move(bytes));
  }

 private:
  const std::filesystem::path& folder_;
  std::size_t total_ = 0;
};

std::string_view text_of(const json::object& of, std::string_view member, std::string_view path) {
  const json::value* found = of.if_contains(member);
  if (found == nullptr || !found->is_string()) {
    throw std::runtime_error("The manifest's entry " + std::string(path) + " has no text '" +
                             std::string(member) + "'.");
  }
  return found->get_string();
}

assets::snapshot::file load_file(const json::object& entry, std::string_view path, loader& from) {
  assets::snapshot::file made;
  made.type = text_of(entry, "type", path);
  made.etag = text_of(entry, "etag", path);
  if (made.etag.find_first_of("\"\r\n") != std::string::npos) {
    throw std::runtime_error("The manifest's etag of " + std::string(path) + " must stand without quotes.");
  }
  const json::value* immutable = entry.if_contains("immutable");
  made.immutable = immutable != nullptr && immutable->is_bool() && immutable->get_bool();
  made.plain = from.read(text_of(entry, "file", path));
  if (entry.contains("gzip")) made.gzip = from.read(text_of(entry, "gzip", path));
  if (entry.contains("br")) made.brotli = from.read(text_of(entry, "br", path));
  return made;
}

}  // namespace

std::shared_ptr<const assets::snapshot> load_assets(const std::filesystem::path& folder) {
  loader from(folder);
  const auto text = from.read("manifest.json");
  json::error_code error;
  const json::value parsed = json::parse(*text, error);
  if (error || !parsed.is_object()) throw std::runtime_error("The manifest is not a JSON object.");
  auto made = std::make_shared<assets::snapshot>();
  made->build = text_of(parsed.get_object(), "build", "manifest.json");
  const json::value* files = parsed.get_object().if_contains("files");
  if (files == nullptr || !files->is_object()) throw std::runtime_error("The manifest names no files.");
  for (const auto& [path, entry] : files->get_object()) {
    if (!entry.is_object())
      throw std::runtime_error("The manifest's entry " + std::string(path) + " is no object.");
    made->files.emplace(std::string(path), load_file(entry.get_object(), path, from));
  }
  return made;
}

}  // namespace dossier::http
