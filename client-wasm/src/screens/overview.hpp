#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/overview_board.hpp"
#include "client-wasm/src/screens/screen.hpp"
#include "client-wasm/src/ui/chart.hpp"

namespace dossier::screens {

/// The analytics home: figures that open the lists they count, charts, and what happens right now. All parts
/// of the view are in the address: `range` (days), `brand` (id), `compare` (0: no comparison with the period
/// before).
class overview final : public screen {
 public:
  explicit overview(app::workspace& work) : work_(work), board_(work) {}

  void draw(ui::context& c, ui::rect content, ui::rect panel, const model::wall_time& now) override;
  void fill_top_bar(ui::top_bar_data& d) override;
  void top_bar_pressed(int action) override;
  [[nodiscard]] std::string title() const override { return "Overview"; }
  /// When the board has something to do, for the dashboard's clock.
  [[nodiscard]] std::optional<double> next_deadline() const override { return board_.next_deadline(); }
  [[nodiscard]] bool settled() const override { return board_.settled(); }

 private:
  struct kpi {
    std::string_view name;
    std::string value;
    std::string change;  ///< "+4.2%"; empty: none
    int direction = 0;   ///< of the change: 1 up, -1 down
    std::string note;
    std::vector<double> trend;
    app::route leads_to;
    app::overview_board::part part = app::overview_board::whole;
  };

  struct brand_figures {
    std::size_t rank = 1;
    std::string name;
    std::string id;
    std::vector<double> values;
    double now = 0;
    double before = 0;
  };

  [[nodiscard]] bool compares() const;
  [[nodiscard]] std::string_view brand_name() const;
  void set_part(std::string_view name, std::string value);
  [[nodiscard]] app::route list_of(std::string_view resource, std::string filter) const;
  [[nodiscard]] app::route published_in(std::size_t first, std::size_t last, const model::bucket_axis& axis,
                                        std::string_view brand) const;

  void filters(ui::context& c, ui::rect r, const model::wall_time& now);
  void brand_menu(ui::context& c, ui::rect& r);
  void kpis(ui::context& c, ui::rect r);
  [[nodiscard]] std::vector<kpi> make_kpis(const ui::context& c) const;
  void kpi_card(ui::context& c, ui::rect r, const kpi& k);
  void row_three(ui::context& c, ui::rect r, const model::wall_time& now);

  /// The card's frame and title; what is left for its content, empty while there is nothing to show there
  /// (the skeleton or the failure is drawn).
  ui::rect card(ui::context& c, ui::rect r, std::string_view name, std::string_view note,
                app::overview_board::part part);
  bool card_menu(ui::context& c, ui::rect r, std::string_view name, std::string_view action,
                 std::string_view key_hint);
  void trend_card(ui::context& c, ui::rect r);
  [[nodiscard]] ui::chart_data trend_data(const ui::context& c) const;
  void status_card(ui::context& c, ui::rect r);
  void tags_card(ui::context& c, ui::rect r);
  void written_chart(ui::context& c, ui::rect r);
  void brands_card(ui::context& c, ui::rect r);
  bool brand_row(ui::context& c, ui::rect line, const brand_figures& of);
  void activity_card(ui::context& c, ui::rect r, const model::wall_time& now);
  void activity_row(ui::context& c, ui::rect r, const model::activity_entry& entry,
                    const model::wall_time& now);

  app::workspace& work_;
  app::overview_board board_;
  ui::scroll_area page_;
  ui::chart_state trend_;
  ui::chart_state written_;
  std::vector<model::counted_value> brand_choices_;  ///< what the brand menu offers
  bool copy_link_ = false;
};

}  // namespace dossier::screens
