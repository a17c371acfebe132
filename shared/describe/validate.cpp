#include "shared/describe/validate.hpp"

#include <algorithm>
#include <cmath>

#include "shared/text/fold.hpp"

namespace dossier::describe {
namespace {

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20U || c == 0x7F;
}

bool is_domain_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           static_cast<unsigned char>(c) >= 0x80U;
  });
}

bool is_domain(std::string_view text) {
  int labels = 0;
  while (true) {
    const std::size_t dot = text.find('.');
    if (!is_domain_label(text.substr(0, dot))) return false;
    ++labels;
    if (dot == std::string_view::npos) return labels >= 2;
    text.remove_prefix(dot + 1);
  }
}

bool is_country(std::string_view text) {
  return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

/// What is wrong with the look of a text; empty when nothing is.
std::string_view format_fault(text_format format, std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return "must not contain the NUL character";
  switch (format) {
    case text_format::any:
      return {};
    case text_format::line:
      return std::any_of(text.begin(), text.end(), is_control) ? "must be a single line" : std::string_view{};
    case text_format::domain:
      return is_domain(text) ? std::string_view{} : "must be a domain name, such as example.com";
    case text_format::country:
      return is_country(text) ? std::string_view{}
                              : "must be a country code of two capital letters, such as DE";
    case text_format::markdown:
      break;
  }
  const auto unwanted = [](char c) { return is_control(c) && c != '\n' && c != '\r' && c != '\t'; };
  return std::any_of(text.begin(), text.end(), unwanted) ? "must not contain control characters"
                                                         : std::string_view{};
}

class field_check {
 public:
  field_check(const field& described, std::vector<field_error>& errors)
      : field_(described), errors_(errors) {}

  template <class T>
  void operator()(const std::optional<T>& value) {
    if (value) {
      (*this)(*value);
    } else if (field_.is_required) {
      add("required", "is required");
    }
  }
  void operator()(const std::string& text) {
    if (field_.is_required && is_blank(text)) return add("required", "is required");
    check_text(text, std::string(field_.name));
  }
  void operator()(std::int64_t value) { check_range(value); }
  void operator()(double value) {
    if (!std::isfinite(value)) return add("format", "must be a finite number");
    if (value < static_cast<double>(field_.min))
      return add("too_small", "must be at least " + std::to_string(field_.min));
    if (value > static_cast<double>(field_.max))
      add("too_large", "must be at most " + std::to_string(field_.max));
  }
  void operator()(bool) {}
  void operator()(const dossier::uuid& id) {
    if (field_.is_required && id.is_nil()) add("required", "is required");
  }
  void operator()(const dossier::timestamp&) {}
  void operator()(std::uint8_t choice) {
    if (choice >= field_.choices.size()) add("format", "is not one of the choices");
  }
  void operator()(const std::vector<std::string>& list) {
    if (static_cast<std::int64_t>(list.size()) > field_.max_items) {
      return add("too_many", "must have at most " + std::to_string(field_.max_items) + " items");
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string path = std::string(field_.name) + "[" + std::to_string(i) + "]";
      if (is_blank(list[i])) {
        errors_.push_back({path, "required", "must not be blank"});
        continue;
      }
      check_text(list[i], path);
      const std::string folded = text::fold(list[i]);
      const auto same = [&](const std::string& other) { return text::fold(other) == folded; };
      if (std::any_of(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(i), same)) {
        errors_.push_back({path, "duplicate", "stands in the list already"});
      }
    }
  }

 private:
  void add(std::string code, std::string message) {
    errors_.push_back({std::string(field_.name), std::move(code), std::move(message)});
  }
  void check_range(std::int64_t value) {
    if (value < field_.min) return add("too_small", "must be at least " + std::to_string(field_.min));
    if (value > field_.max) add("too_large", "must be at most " + std::to_string(field_.max));
  }
  void check_text(const std::string& text, const std::string& path) {
    const auto characters = static_cast<std::int64_t>(count_characters(text));
    if (characters > field_.max) {
      errors_.push_back({path, "too_long",
                         "must have at most " + std::to_string(field_.max) + " characters, has " +
                             std::to_string(characters)});
    }
    if (const std::string_view fault = format_fault(field_.format, text); !fault.empty()) {
      errors_.push_back({path, "format", std::string(fault)});
    }
  }

  const field& field_;
  std::vector<field_error>& errors_;
};

}  // namespace

std::size_t count_characters(std::string_view utf8) {
  const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), starts));
}

void validate_field(const field& described, const void* record, std::vector<field_error>& errors) {
  visit(described, record, field_check(described, errors));
}

void validate(const record_type& type, const void* record, std::vector<field_error>& errors) {
  for (const field& described : type.fields) {
    if (!described.is_read_only) validate_field(described, record, errors);
  }
}

}  // namespace dossier::describe
