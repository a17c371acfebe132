#include "client-wasm/src/model/audit_words.hpp"

#include <gtest/gtest.h>

#include "shared/describe/registry.hpp"
#include "shared/records/command_line_actor.hpp"

namespace dossier::model {
namespace {

audit_entry entry_of(std::string resource, audit_action action, std::string changes) {
  audit_entry made;
  made.resource = std::move(resource);
  made.action = action;
  made.changes = std::move(changes);
  made.title = "Castellan Freight";
  made.origin = "api";
  return made;
}

audit_entry update() {
  return entry_of(
      "brands", audit_action::updated,
      R"([{"field":"headcount","before":1190,"after":1284},{"field":"tags","before":[],"after":["a","b"]},
                      {"field":"industry","before":"Rail","after":null}])");
}

std::string told(const audit_entry& of) {
  return std::string(act_word(act_of(of))) + " | " + object_text(of) + " | " +
         change_summary(of, changes_of(of, {}));
}

TEST(audit_words, say_what_changed_with_the_fields_own_labels_and_numbers) {
  const std::vector<audit_change> all = changes_of(update(), {});
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].label + ": " + all[0].before + ", " + all[0].after, "Headcount: 1,190, 1,284");
  EXPECT_EQ(all[1].label + ": " + all[1].before + ", " + all[1].after, "Tags: , a, b");
  EXPECT_EQ(all[2].label + ": " + all[2].before + ", " + all[2].after, "Industry: Rail, ");
  EXPECT_EQ(told(update()), "Update | Castellan Freight | Headcount 1,190 → 1,284, and 2 more");
}

TEST(audit_words, know_what_was_done_to_records_and_what_is_a_sign_in) {
  audit_entry made =
      entry_of("brands", audit_action::created, R"([{"field":"name","before":null,"after":"A"}])");
  EXPECT_EQ(told(made), "Create | Castellan Freight | 1 field set");
  made = entry_of("brands", audit_action::deleted, "[]");
  made.reason = "Twice in the book";
  EXPECT_EQ(told(made), "Delete | Castellan Freight | Twice in the book");
  EXPECT_EQ(told(entry_of("tags", audit_action::restored, "[]")), "Restore | Castellan Freight | ");
  const std::string outcome = R"([{"field":"outcome","before":null,"after":"refused"}])";
  EXPECT_EQ(told(entry_of("sign_ins", audit_action::created, outcome)), "Refused | Session | Refused");
  EXPECT_EQ(told(entry_of("sessions", audit_action::created, "[]")), "Sign in | Session | ");
  EXPECT_EQ(told(entry_of("sessions", audit_action::deleted, "[]")), "Sign out | Session | ");
  audit_entry access = entry_of("api_keys", audit_action::updated, "not json");
  access.title.reset();
  EXPECT_EQ(told(access), "Access | Api key | ");
}

TEST(audit_words, tell_everybody_the_same_time_and_hashes_that_eyes_can_compare) {
  const timestamp at{1'795'184'901'412'000};
  EXPECT_EQ(utc_clock_text(at), "14:28:21");
  EXPECT_EQ(utc_text(at, {}), "20 Nov 2026, 14:28:21.412 UTC");
  EXPECT_EQ(utc_clock_text({-1'000'000}), "23:59:59");
  EXPECT_EQ(short_hash("9f2c71d0000000000000e4a1"), "9f2c 71d0 \u2026 e4a1");
  EXPECT_EQ(short_hash("abc"), "abc");
  audit_entry from = update();
  EXPECT_EQ(from_text(from), "API");
  from.address = "10.20.4.17";
  EXPECT_EQ(from_text(from), "API, 10.20.4.17");
}

TEST(audit_words, tell_a_person_from_the_program_that_uses_their_key) {
  audit_entry made = update();
  made.actor = "A. Rossi";
  EXPECT_EQ(actor_text(made), "Unknown");
  made.actor = command_line_actor;
  EXPECT_EQ(actor_text(made), "The command line");
  made.actor = "A. Rossi";
  made.actor_id = *parse_uuid("019a9f3c-0000-7000-8000-000000000002");
  EXPECT_EQ(actor_text(made), "A. Rossi");
  made.origin = "key";
  EXPECT_EQ(actor_text(made), "A. Rossi, API");
  EXPECT_EQ(from_text(made), "API key");
}

TEST(audit_words, name_the_browser_that_somebody_signed_in_with) {
  const std::string like_gecko = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ";
  EXPECT_EQ(browser_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox");
  EXPECT_EQ(browser_of(like_gecko + "Chrome/131.0.0.0 Safari/537.36"), "Chrome");
  EXPECT_EQ(browser_of(like_gecko + "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"), "Edge");
  EXPECT_EQ(browser_of(like_gecko + "Version/18.1 Safari/605.1.15"), "Safari");
  EXPECT_EQ(browser_of("curl/7.88.1"), "");
  audit_entry signed_in = entry_of(
      "sessions", audit_action::created,
      R"([{"field":"user_agent","before":null,"after":"Mozilla/5.0 (X11) Gecko/20100101 Firefox/140.0"}])");
  signed_in.origin = "sign-in";
  signed_in.address = "10.20.4.17";
  EXPECT_EQ(from_text(signed_in), "Sign-in, 10.20.4.17, Firefox");
  signed_in.resource = "brands";
  EXPECT_EQ(from_text(signed_in), "Sign-in, 10.20.4.17") << "a record's own field is no browser";
}

TEST(audit_words, put_what_differs_of_two_images_beside_each_other) {
  const entry_patch all = patch_of(R"({"id":1,"rate":4.1,"kind":"a","gone":true})",
                                   R"({"id":1,"rate":3.85,"kind":"a","new":[1]})");
  std::string lines;
  for (const patch_line& line : all.lines)
    lines += (line.of == patch_line::side::before ? "-" : "+") + line.text + "\n";
  EXPECT_EQ(lines, "-\"rate\": 4.1E0\n+\"rate\": 3.85E0\n-\"gone\": true\n+\"new\": [1]\n");
  ASSERT_EQ(all.unchanged.size(), 2U);
  EXPECT_EQ(all.unchanged[1].name + " " + all.unchanged[1].json, "kind \"a\"");
  const std::string text(200, 'x');
  EXPECT_EQ(patch_of("{}", "{\"body\":\"" + text + "\"}").lines.front().text.size(), 8U + 120U + 3U);
  EXPECT_TRUE(patch_of("", "").lines.empty());
}

TEST(audit_words, name_the_fields_that_stayed_as_they_were) {
  const std::string same = R"({"name":"A","headcount":1284,"industry":null,"note":"a\nb","rate":)";
  const entry_patch patch = patch_of(same + "1}", same + "2}");
  std::string lines;
  for (const unchanged_field& one : unchanged_fields(update(), patch, {}))
    lines += one.label + ": " + one.value + "\n";
  EXPECT_EQ(lines, "Name: A\nHeadcount: 1,284\nIndustry: \nNote: a b\n");
  const std::string long_text = "{\"name\":\"" + std::string(500, 'x') + "\"}";
  EXPECT_LT(unchanged_fields(update(), patch_of(long_text, long_text), {}).front().value.size(), 200U);
}

TEST(audit_entries, are_known_by_ids_that_hold_their_numbers) {
  EXPECT_EQ(to_string(audit_entry_id(48'120'315)), "00000000-0000-8000-8000-000002de41fb");
  for (const std::int64_t seq : {std::int64_t{1}, std::int64_t{48'120'315}, (std::int64_t{1} << 48U) - 1})
    EXPECT_EQ(audit_entry_seq(audit_entry_id(seq)), seq);
  EXPECT_EQ(audit_entry_seq(*parse_uuid("019a9f3c-0000-7000-8000-000000000002")), 0);
  EXPECT_NE(describe::find_record("audit"), nullptr);
}

}  // namespace
}  // namespace dossier::model
