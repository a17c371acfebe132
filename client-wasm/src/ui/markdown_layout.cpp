#include "client-wasm/src/ui/markdown_layout.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "client-wasm/src/model/table_chart.hpp"

namespace dossier::ui {
namespace {

namespace md = text::markdown;

constexpr float line = 24;  ///< of running text, headings and list items
constexpr float block_gap = 16;
constexpr float heading_gap = 8;  ///< below a heading
constexpr float item_gap = 4;     ///< between items of a list
constexpr float loose_item_gap = 12;
constexpr float quote_indent = 16;
constexpr float item_indent = 24;
constexpr float code_padding = 12;
constexpr float code_line = 20;
constexpr float cell_padding = 8;
constexpr float cell_line = 20;
constexpr float cell_above = 6;
constexpr float chart_label = 84;  ///< right aligned names
constexpr float chart_gap = 12;
constexpr float chart_pitch = 24;
constexpr float chart_bar_height = 16;
constexpr float chart_value_room = 64;
constexpr float caption_line = 16;
constexpr float least_width = 80;

/// A quote or an item that is still open.
struct open_container {
  float x = 0;
  float top = 0;
  float bottom = 0;
};

class builder {
 public:
  builder(const painter& p, std::string_view source, float width, const model::hit_finder& finder)
      : p_(p), source_(source), width_(width), finder_(finder) {}

  markdown_layout run() {
    const md::document document = md::parse(source_);
    for (const md::source_range& target : document.links) made_.links.emplace_back(target.of(source_));
    const md::block* before = nullptr;
    for (const md::block& block : document.blocks) {
      if (before != nullptr) y_ += gap(*before, block);
      place(block);
      before = &block;
    }
    for (const auto& [id, quote] : quotes_) {
      made_.figures.push_back({figure_kind::quote_bar, {quote.x, quote.top, 2, quote.bottom - quote.top}});
    }
    made_.height = y_;
    return std::move(made_);
  }

 private:
  static float gap(const md::block& before, const md::block& block) {
    if (before.kind == md::block_kind::heading) return heading_gap;
    const auto in_item = [](const md::block& one) {
      return std::any_of(one.within.begin(), one.within.end(),
                         [](const md::container& c) { return c.kind != md::container_kind::quote; });
    };
    if (in_item(before) && in_item(block)) return block.spaced ? loose_item_gap : item_gap;
    return block_gap;
  }

  void place(const md::block& block) {
    float x = 0;
    bool in_quote = false;
    bool in_item = false;
    const float top = y_;
    for (const md::container& c : block.within) {
      if (c.kind == md::container_kind::quote) {
        quotes_.emplace(c.id, open_container{x, top, top});
        x += quote_indent;
        in_quote = true;
        continue;
      }
      if (c.begins && c.kind == md::container_kind::bullet) {
        made_.figures.push_back({figure_kind::bullet, {x, top, item_indent, line}});
      } else if (c.begins) {
        made_.figures.push_back(
            {figure_kind::number, {x, top, item_indent - 6, line}, std::to_string(c.number) + "."});
      }
      x += item_indent;
      in_item = true;
    }
    const float width = std::max(least_width, width_ - x);
    const reader_ink ink = in_quote ? reader_ink::text2 : reader_ink::text;
    switch (block.kind) {
      case md::block_kind::paragraph:
        y_ += text(block.spans, {x, y_}, width, face::reading, ink, in_item ? role::listitem : role::text);
        break;
      case md::block_kind::heading:
        y_ += text(block.spans, {x, y_}, width, block.level <= 2 ? face::title : face::strong, ink,
                   role::heading);
        break;
      case md::block_kind::code:
        code(block, x, width);
        break;
      case md::block_kind::rule:
        made_.figures.push_back({figure_kind::rule, {x, y_, width, 1}});
        y_ += 1;
        break;
      case md::block_kind::table:
        if (const auto chart = model::read_chart(block, source_)) {
          bars(*chart, x, width);
        } else {
          table(block, x, width, ink);
        }
        break;
    }
    for (const md::container& c : block.within) {
      if (c.kind == md::container_kind::quote) quotes_.at(c.id).bottom = y_;
    }
  }

  static face face_of(face plain, std::uint8_t styles) {
    if ((styles & md::style_code) != 0) return plain == face::body ? face::mono_small : face::mono;
    if ((styles & md::style_strong) == 0) return plain;
    return plain == face::reading ? face::title : plain == face::body ? face::strong : plain;
  }

  static void append(text_flow& flow, std::string_view text, flow_run run) {
    if (text.empty()) return;
    run.begin = flow.text.size();
    flow.text += text;
    run.end = flow.text.size();
    flow.runs.push_back(run);
  }

  text_flow flow_of(const std::vector<md::span>& spans, face plain) const {
    text_flow flow;
    for (const md::span& one : spans) {
      flow_run run{0,
                   0,
                   face_of(plain, one.styles),
                   (one.styles & md::style_emphasis) != 0,
                   (one.styles & md::style_code) != 0,
                   one.link};
      const std::string_view shown = one.kind == md::span_kind::soft_break   ? " "
                                     : one.kind == md::span_kind::hard_break ? "\n"
                                                                             : one.range.of(source_);
      append(flow, shown, run);
    }
    return flow;
  }

  /// Adds a laid out flow; `apart` stands between the text before and its own in the plain text.
  placed_flow& add(text_flow flow, point at, reader_ink ink, role kind, std::string_view apart) {
    if (!made_.plain.empty()) made_.plain += apart;
    placed_flow placed{std::move(flow), at, ink, kind, made_.plain.size(), {}};
    made_.plain += placed.flow.text;
    placed.hits = finder_.find(placed.flow.text);
    for (std::size_t i = 0; i < placed.hits.size(); ++i) {
      float y = at.y;
      const std::vector<rect> places = placed.flow.places(p_, placed.hits[i]);
      if (!places.empty()) y += places.front().y;
      made_.hits.push_back({made_.flows.size(), i, y, placed.flow.line_height()});
    }
    made_.flows.push_back(std::move(placed));
    return made_.flows.back();
  }

  float text(const std::vector<md::span>& spans, point at, float width, face plain, reader_ink ink,
             role kind) {
    text_flow flow = flow_of(spans, plain);
    flow.lay_out(p_, width, line);
    const float height = std::max(line, flow.height());
    add(std::move(flow), at, ink, kind, kind == role::listitem ? "\n" : "\n\n");
    return height;
  }

  void code(const md::block& block, float x, float width) {
    text_flow flow;
    std::string all;
    for (const md::source_range& one : block.lines) {
      if (&one != block.lines.data()) all += '\n';
      for (const char c : one.of(source_)) {
        if (c == '\t') {
          all += "    ";
        } else {
          all += c;
        }
      }
    }
    append(flow, all, {0, 0, face::mono});
    flow.lay_out(p_, width - 2 * code_padding, code_line);
    const float height = std::max(code_line, flow.height()) + 2 * code_padding;
    made_.figures.push_back({figure_kind::code_ground, {x, y_, width, height}});
    add(std::move(flow), {x + code_padding, y_ + code_padding}, reader_ink::text, role::text, "\n\n");
    y_ += height;
  }

  /// One line of text that ends at `right`, or begins at `left`.
  void label(std::string_view shown, float x, float width, float y, float height, face type, reader_ink ink,
             bool right, std::string_view apart) {
    text_flow flow;
    append(flow, shown, {0, 0, type});
    flow.lay_out(p_, width, height, 1);
    const float used = flow.lines().empty() ? 0 : flow.line_width(flow.lines().front());
    add(std::move(flow), {right ? x + width - std::ceil(used) : x, y}, ink, role::text, apart);
  }

  void bars(const model::table_chart& chart, float x, float width) {
    const float left = x + chart_label + chart_gap;
    const float room = std::max(least_width / 2, width - chart_label - chart_gap - chart_value_room);
    for (const model::chart_bar& bar : chart.bars) {
      label(bar.label, x, chart_label, y_, chart_pitch, face::small, reader_ink::text2, true,
            &bar == chart.bars.data() ? "\n\n" : "\n");
      const float w = std::max(1.0F, std::round(room * static_cast<float>(bar.value / chart.most)));
      const bool other = chart.stresses && !bar.stressed;
      made_.figures.push_back({other ? figure_kind::bar_other : figure_kind::bar,
                               {left, y_ + (chart_pitch - chart_bar_height) / 2, w, chart_bar_height}});
      label(bar.value_text, left + w + 8, chart_value_room, y_, chart_pitch, face::small_medium,
            reader_ink::text, false, "\t");
      y_ += chart_pitch;
    }
    if (chart.caption.empty()) return;
    y_ += 4;
    label(chart.caption, left, width - chart_label - chart_gap, y_, caption_line, face::micro,
          reader_ink::text3, false, "\n");
    y_ += caption_line;
  }

  [[nodiscard]] std::vector<float> column_widths(const md::block& block, float width) const {
    std::vector<float> natural(block.columns.size(), 0);
    for (const auto& row : block.rows) {
      for (std::size_t i = 0; i < row.size() && i < natural.size(); ++i) {
        const std::string shown = md::plain_text(row[i], source_);
        natural[i] = std::max(natural[i], std::ceil(p_.width(face::strong, shown)) + 2 * cell_padding);
      }
    }
    float sum = 0;
    for (const float one : natural) sum += one;
    if (sum <= 0) return natural;
    // What is too wide shrinks in proportion, what is too narrow keeps its size.
    const float share = std::min(1.0F, width / sum);
    for (float& one : natural) one = std::floor(one * share);
    return natural;
  }

  void table(const md::block& block, float x, float width, reader_ink ink) {
    const std::vector<float> widths = column_widths(block, width);
    for (std::size_t r = 0; r < block.rows.size(); ++r) {
      const bool head = r == 0;
      float height = cell_line;
      float cell_x = x;
      for (std::size_t i = 0; i < block.rows[r].size() && i < widths.size(); ++i) {
        text_flow flow = flow_of(block.rows[r][i], head ? face::small_medium : face::body);
        flow.lay_out(p_, std::max(8.0F, widths[i] - 2 * cell_padding), cell_line);
        height = std::max(height, flow.height());
        float indent = i == 0 ? 0 : cell_padding;
        if (flow.lines().size() == 1 && block.columns[i] != md::cell_align::left) {
          const float free = widths[i] - 2 * cell_padding - flow.line_width(flow.lines().front());
          indent = cell_padding + (block.columns[i] == md::cell_align::right ? free : free / 2);
        }
        add(std::move(flow), {cell_x + std::floor(indent), y_ + cell_above}, head ? reader_ink::text2 : ink,
            role::text,
            i > 0   ? "\t"
            : r > 0 ? "\n"
                    : "\n\n");
        cell_x += widths[i];
      }
      y_ += height + 2 * cell_above;
      made_.figures.push_back({figure_kind::rule, {x, y_ - 1, width, 1}});
    }
  }

  const painter& p_;
  std::string_view source_;
  float width_;
  const model::hit_finder& finder_;
  float y_ = 0;
  std::map<std::uint32_t, open_container> quotes_;
  markdown_layout made_;
};

}  // namespace

markdown_layout lay_out_markdown(const painter& p, std::string_view source, float width,
                                 const model::hit_finder& finder) {
  return builder(p, source, width, finder).run();
}

bool is_internal_link(std::string_view target) {
  return target.substr(0, 2) == "#/";
}

}  // namespace dossier::ui
