// The Markdown subset: any text is read, all offsets are places in it, and links lead only where they may.
#include "shared/text/markdown.hpp"

#include <string>

#include "tests/fuzz/target.hpp"
#include "tests/support/markdown_invariants.hpp"

namespace dossier::fuzz {

void run(std::string_view input) {
  namespace markdown = text::markdown;
  const markdown::document read = markdown::parse(input);
  const std::string broken = markdown::broken_invariant(read, input);
  expect(broken.empty(), broken);
  const std::string plain = markdown::plain_text(read, input);
  expect(markdown::count_words(plain) <= plain.size(), "words are made of characters");
}

}  // namespace dossier::fuzz
