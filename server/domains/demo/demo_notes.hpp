#pragma once
#include <array>
#include <string_view>

/// The English notes that demo insights are made of, in the subset of Markdown that the dashboard shows. `{}`
/// is the brand's name, `#` a digit that the generator chooses.
namespace dossier::demo::words {

/// What a note can be about.
struct topic {
  int percent;  ///< of the notes
  std::array<std::string_view, 2> tags;
  std::array<std::string_view, 4> titles;
  std::array<std::string_view, 3> opening;
  std::array<std::string_view, 4> points;
  std::string_view quote;
  std::string_view table;
  std::string_view close;
};

inline constexpr std::array<topic, 5> topics{{
    {34,
     {"rates", "refinancing"},
     {"Rate caps lift refinancing demand at {}", "{} fixes most of its floating debt",
      "Caps run out in spring: {} looks for terms", "{} compares a fixed rate with a longer cap"},
     {"{} asked three banks for terms this month. Its caps end in the second quarter, and the board wants "
      "the "
      "cost of debt known before the budget.",
      "The treasurer of {} expects the reference rate to stay above 3.#% for a year, and would rather pay "
      "for "
      "certainty now.",
      "Two thirds of what {} owes floats. A move of one point costs it about €1.#m a year."},
     {"Refinancing of the 2021 facility is open to other lenders.",
      "A cap at 3.#0% costs about 0.#5% of the amount a year.",
      "The current bank has offered the same margin for five years.",
      "The finance team is small: **speed counts more than the last basis point**."},
     "We do not need the cheapest offer. We need the one that closes before March.",
     "| Facility | Rate now | Offered |\n|---|---|---|\n| Term loan | 5.#5% | 4.#0% |\n| Revolver | 6.#0% | "
     "5.#5% |\n| Equipment | 4.#5% | 4.#5% |",
     "Call again once the offers are in, and bring the comparison of a fixed rate with a five-year cap."},
    {15,
     {"covenants", "risk"},
     {"{} asks for room under its leverage covenant", "Covenant test at {} passes by a hair",
      "{} resets its interest cover with two lenders", "A waiver at {} ends in June"},
     {"Leverage at {} stood at 3.#x at the end of the quarter, against a limit of 4.0x. The next test is in "
      "ten "
      "weeks.",
      "{} reported on time, and with more detail than its covenants ask for.",
      "A slow season and a new building put the covenants of {} under strain for two quarters."},
     {"Interest cover was 2.#x; the limit is 2.0x.", "The waiver of last year is not to be repeated.",
      "Management wants **quarterly rather than monthly** reports.",
      "A reset would cost about 0.#% and need both lenders."},
     "Nobody here is worried about paying. We are worried about explaining one bad quarter.",
     "| Test | Limit | Last |\n|---|---|---|\n| Leverage | 4.0x | 3.#x |\n| Interest cover | 2.0x | 2.#x "
     "|\n| "
     "Liquidity | €10m | €1#m |",
     "Ask for the half-year figures early, and propose the reset together with the new facility."},
    {24,
     {"supply chain", "expansion"},
     {"Lead times at {} fall to seven weeks", "{} moves half its supply chain closer to home",
      "A second supplier for {} is signed", "{} opens a hub and holds less stock"},
     {"Lead times at {} fell from eleven weeks to seven. A second supplier is signed, and the first has "
      "agreed to "
      "hold stock.",
      "{} now buys 4#% of its parts within a day's drive, twice as much as two years ago.",
      "The new hub of {} opened on time. It serves three plants and frees working capital."},
     {"Freight costs are down by about #%.", "Stock fell by #2 days since spring.",
      "The port strike cost **one week and no customer**.", "Two suppliers are audited each quarter."},
     "A part that arrives on time is worth more than one that is cheap.",
     "| Supplier | Share | Weeks |\n|---|---|---|\n| First | 5#% | 7 |\n| Second | 2#% | 6 |\n| Others | 1#% "
     "| "
     "11 |",
     "Working capital finance could fall due earlier than planned; speak to the treasurer before the year "
     "ends."},
    {18,
     {"pricing", "earnings"},
     {"{} raises its prices and keeps its customers", "Price increases carry the quarter at {}",
      "{} gives up a list price for a formula", "Margins at {} recover as prices hold"},
     {"{} raised its list prices by #% in September. Volumes fell less than it had planned for.",
      "Revenue of {} grew by 1#%, and most of that is price. The gross margin is back above 3#%.",
      "Large customers of {} now pay by a formula that follows energy and wages each quarter."},
     {"Few customers left, and none of the ten largest.", "The next round is planned for the second quarter.",
      "Rebates fell from #% to 2% of revenue.", "Competitors **followed within a month**."},
     "We told them in June what would happen in September. That was all it took.",
     "| Quarter | Price | Volume |\n|---|---|---|\n| Q1 | +2.#% | +1.#% |\n| Q2 | +3.#% | +0.#% |\n| Q3 | "
     "+4.#% | "
     "−0.#% |",
     "Compare with the sector at the next review. The figures support a larger facility."},
    {9,
     {"strategy", "hiring"},
     {"{} plans a second plant and asks who will fund it", "{} names a new head of finance",
      "The family behind {} prepares to hand over", "{} buys a smaller rival in the north"},
     {"The owners of {} want to decide on a second plant by spring. Permits are in place, the order book "
      "covers "
      "its first year.",
      "{} hired a head of finance from a listed peer. She starts in January and will review all banks.",
      "Three people run {} day to day, and two of them are past sixty. A handover has a date now."},
     {"The plan needs about €4#m over three years.", "Half of it could be **leased rather than bought**.",
      "The works council supports it.", "A site visit is agreed for next month."},
     "I would rather grow at the speed at which we can train people.",
     "| Year | Needs | Own funds |\n|---|---|---|\n| 2027 | €1#m | €8m |\n| 2028 | €2#m | €9m |\n| 2029 | "
     "€#m | "
     "€9m |",
     "Prepare two structures, one with a lease, and send them ahead of the visit."},
}};

/// Brands that are written about all the time, by position, and their share of each of the last 26 weeks'
/// notes, per thousand, the oldest week first.
inline constexpr std::size_t followed_weeks = 26;
inline constexpr std::array<std::array<int, followed_weeks>, 6> followed{{
    {198, 206, 214, 222, 230, 238, 252, 258, 244, 256, 240, 238, 246,
     262, 274, 268, 280, 276, 284, 296, 298, 296, 312, 316, 302, 308},
    {148, 142, 152, 138, 136, 122, 128, 116, 130, 132, 134, 128, 136,
     144, 140, 136, 142, 160, 158, 150, 136, 122, 124, 110, 126, 122},
    {102, 116, 108, 92,  84,  88,  106, 102, 112, 122, 132, 138, 144,
     136, 138, 146, 152, 146, 134, 136, 150, 142, 134, 142, 150, 158},
    {38, 48, 30, 44, 52, 50, 50, 82, 72, 84, 98, 98, 76, 90, 84, 84, 74, 76, 62, 76, 66, 62, 68, 92, 86, 90},
    {52, 44, 40, 48, 40, 36, 42, 34, 30, 38, 30, 28, 34, 24, 28, 22, 26, 20, 22, 18, 24, 16, 20, 14, 18, 14},
    {20, 26, 18, 28, 24, 32, 26, 20, 30, 24, 34, 28, 22, 32, 26, 38, 30, 34, 28, 40, 34, 30, 36, 42, 34, 40},
}};

/// How many notes are written in each week, in comparison.
inline constexpr std::array<int, followed_weeks> busy_weeks{82,  88,  84,  92,  96,  90,  98,  86,  78,
                                                            76,  84,  94,  102, 106, 98,  104, 112, 108,
                                                            102, 114, 118, 110, 116, 124, 112, 120};

}  // namespace dossier::demo::words
