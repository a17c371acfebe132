// The dashboard's files, and what stands in for them while they are built.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "server/http/response_head.hpp"
#include "tests/integration/http/raw_client.hpp"
#include "tests/integration/http/test_server.hpp"

namespace dossier::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// A new folder in the system's temporary one, removed at the end.
class temporary_folder {
 public:
  temporary_folder() {
    std::string name = (fs::temp_directory_path() / "dossier-assets-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~temporary_folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / (name + ".new"), std::ios::binary) << text;
    fs::rename(path_ / (name + ".new"), path_ / name);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void write_dashboard(const temporary_folder& folder, const std::string& build) {
  folder.write("index.html", "<p>" + build);
  folder.write("index.html.gz", "packed with gzip");
  folder.write("index.html.br", "packed with brotli");
  folder.write("app.wasm", std::string("\0asm", 4));
  folder.write("manifest.json", R"({"build":")" + build + R"(","files":{
    "/index.html":{"file":"index.html","type":"text/html; charset=utf-8","etag":"i-)" +
                                    build +
                                    R"(","immutable":false,"br":"index.html.br","gzip":"index.html.gz"},
    "/assets/app-1f.wasm":{"file":"app.wasm","type":"application/wasm","etag":"w","immutable":true}}})");
}

class dashboard_files : public testing::Test {
 protected:
  /// Waits until `/` answers `status`.
  static bool becomes(raw_client& client, int status, std::string_view body) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < until) {
      const auto answer = client.get("/");
      if (answer && answer->status == status && answer->body.find(body) != std::string::npos) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }
  temporary_folder folder_;
};

TEST_F(dashboard_files, are_announced_while_they_are_built_and_served_as_soon_as_they_are_there) {
  const http::assets files(folder_.path() / "later", nullptr, 20ms);
  test_server server({.dashboard = &files});
  raw_client client(server.port());
  const auto waiting = client.get("/");
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->status, 503);
  EXPECT_NE(waiting->body.find("The dashboard is being built"), std::string::npos);
  EXPECT_NE(waiting->body.find("http-equiv=\"refresh\""), std::string::npos);
  EXPECT_EQ(waiting->body.find("<style"), std::string::npos) << "the policy forbids inline styles";
  EXPECT_EQ(waiting->headers.at("content-security-policy"), http::document_policy);
  EXPECT_EQ(client.get("/building.css")->headers.at("content-type"), "text/css; charset=utf-8");
  EXPECT_EQ(client.get("/hello")->status, 200) << "the API is up already";
  write_dashboard(folder_, "one");
  fs::rename(folder_.path(), folder_.path().string() + ".moved");
  fs::create_directory(folder_.path());
  fs::rename(folder_.path().string() + ".moved", folder_.path() / "later");
  EXPECT_TRUE(becomes(client, 200, "<p>one"));
  EXPECT_EQ(client.get("/building.css")->status, 404);
}

TEST_F(dashboard_files, carry_their_type_policy_and_caching) {
  write_dashboard(folder_, "one");
  const http::assets files(folder_.path());
  test_server server({.dashboard = &files});
  raw_client client(server.port());
  const auto page = client.get("/");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  EXPECT_EQ(page->headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(page->headers.at("content-security-policy"), http::document_policy);
  EXPECT_EQ(page->headers.at("cache-control"), "no-cache");
  EXPECT_EQ(page->headers.at("etag"), "\"i-one\"");
  const auto wasm = client.get("/assets/app-1f.wasm");
  ASSERT_TRUE(wasm);
  EXPECT_EQ(wasm->headers.at("content-type"), "application/wasm");
  EXPECT_EQ(wasm->headers.at("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(wasm->body.size(), 4U);
  EXPECT_EQ(client.get("/index.html")->body, page->body);
}

TEST_F(dashboard_files, come_in_the_coding_the_client_prefers_each_with_its_own_tag) {
  write_dashboard(folder_, "one");
  const http::assets files(folder_.path());
  test_server server({.dashboard = &files});
  raw_client client(server.port());
  const auto brotli = client.get("/", "Accept-Encoding: gzip, deflate, br\r\n");
  ASSERT_TRUE(brotli);
  EXPECT_EQ(brotli->headers.at("content-encoding"), "br");
  EXPECT_EQ(brotli->body, "packed with brotli");
  EXPECT_EQ(brotli->headers.at("vary"), "Accept-Encoding");
  const auto gzip = client.get("/", "Accept-Encoding: br;q=0.1, gzip\r\n");
  EXPECT_EQ(gzip->headers.at("content-encoding"), "gzip");
  EXPECT_EQ(client.get("/", "Accept-Encoding: identity\r\n")->body, "<p>one");
  EXPECT_NE(gzip->headers.at("etag"), brotli->headers.at("etag"));
}

TEST_F(dashboard_files, that_the_client_has_already_are_304) {
  write_dashboard(folder_, "one");
  const http::assets files(folder_.path());
  test_server server({.dashboard = &files});
  raw_client client(server.port());
  const std::string tag = client.get("/")->headers.at("etag");
  const auto known = client.get("/", "If-None-Match: \"other\", W/" + tag + "\r\n");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->status, 304);
  EXPECT_TRUE(known->body.empty());
  EXPECT_EQ(client.get("/", "If-None-Match: \"other\"\r\n")->status, 200);
  EXPECT_EQ(client.get("/", "If-None-Match: " + tag + "\r\nAccept-Encoding: br\r\n")->status, 200)
      << "the tag of another coding";
}

TEST_F(dashboard_files, of_a_new_build_replace_the_old_ones_and_a_broken_build_does_not) {
  write_dashboard(folder_, "one");
  const http::assets files(folder_.path(), nullptr, 20ms);
  test_server server({.dashboard = &files});
  raw_client client(server.port());
  EXPECT_EQ(files.build(), "one");
  folder_.write("manifest.json",
                R"({"build":"broken","files":{"/x":{"file":"missing","type":"t","etag":"e"}}})");
  std::this_thread::sleep_for(100ms);  // several looks at it
  EXPECT_EQ(client.get("/")->body, "<p>one");
  write_dashboard(folder_, "two");
  EXPECT_TRUE(becomes(client, 200, "<p>two"));
}

TEST_F(dashboard_files, that_the_manifest_does_not_name_are_not_served) {
  write_dashboard(folder_, "one");
  folder_.write("secret.txt", "secret");
  const http::assets files(folder_.path());
  test_server server({.dashboard = &files});
  for (const char* target : {"/secret.txt", "/manifest.json", "/../secret.txt", "/assets/../secret.txt",
                             "//secret.txt", "/%2e%2e/secret.txt", "/index.html.br", "/./index.html"}) {
    raw_client client(server.port());
    EXPECT_EQ(client.get(target)->status, 404) << target;
  }
  raw_client client(server.port());
  EXPECT_EQ(client.get("/..%2fsecret.txt")->status, 400);
  folder_.write("manifest.json", R"({"build":"b","files":{"/x":{"file":"../x","type":"t","etag":"e"}}})");
  const http::assets outside(folder_.path());
  EXPECT_EQ(outside.build(), "") << "a manifest that leads out of its folder was taken";
}

}  // namespace
}  // namespace dossier::test
