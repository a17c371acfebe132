#pragma once
#include <array>
#include <string_view>

#include "shared/records/saved_view.hpp"

/// The words that demo data is made of. All companies are invented.
namespace dossier::demo::words {

inline constexpr std::array<std::string_view, 48> first_words{
    "Cadence",   "Caldera",   "Calloway",  "Cambrel",   "Canopy",   "Capellan",   "Cardoon",   "Castellan",
    "Cedarline", "Celandine", "Chandlery", "Cinder",    "Citrine",  "Åkerlund",   "Almendra",  "Bäumler",
    "Béringer",  "Dąbrowa",   "Északi",    "Façade",    "Galván",   "Harrow",     "Île-Rouge", "Järvinen",
    "Kestrel",   "Lindqvist", "Marlen",    "Mercatora", "Meridew",  "Nørgaard",   "Oriel",     "Pemberly",
    "Quillon",   "Ravensway", "São Jorge", "Šumava",    "Tamarack", "Überlingen", "Valmont",   "Vörösmart",
    "Westerly",  "Wychwood",  "Xanthe",    "Yarrow",    "Zéphyr",   "Żuraw",      "Aegean",    "Borealis"};

struct trade {
  std::string_view name;
  std::string_view industry;
  std::string_view sub_industry;
};
inline constexpr std::array<trade, 32> trades{{
    {"Freight", "Industrials", "Road freight"},
    {"Shipping", "Industrials", "Marine transport"},
    {"Steel", "Materials", "Steel"},
    {"Timber", "Materials", "Forest products"},
    {"Paper", "Materials", "Paper products"},
    {"Glass", "Materials", "Building products"},
    {"Foods", "Consumer staples", "Packaged foods"},
    {"Dairy", "Consumer staples", "Packaged foods"},
    {"Seeds", "Consumer staples", "Agriculture"},
    {"Bakery", "Consumer staples", "Packaged foods"},
    {"Hotels", "Consumer discretionary", "Hotels"},
    {"Textiles", "Consumer discretionary", "Apparel"},
    {"Toys", "Consumer discretionary", "Leisure"},
    {"Cycles", "Consumer discretionary", "Leisure"},
    {"Ceramics", "Consumer discretionary", "Household"},
    {"Retail", "Consumer discretionary", "Multiline retail"},
    {"Robotics", "Information technology", "Machinery"},
    {"Optics", "Information technology", "Components"},
    {"Systems", "Information technology", "Software"},
    {"Labs", "Information technology", "Software"},
    {"Networks", "Information technology", "Networks"},
    {"Devices", "Information technology", "Components"},
    {"Clinics", "Health care", "Services"},
    {"Pharma", "Health care", "Pharmaceuticals"},
    {"Diagnostics", "Health care", "Equipment"},
    {"Energy", "Utilities", "Renewable electricity"},
    {"Solar", "Utilities", "Renewable electricity"},
    {"Water", "Utilities", "Water"},
    {"Insurance", "Financials", "Insurance"},
    {"Capital", "Financials", "Asset management"},
    {"Media", "Communication services", "Publishing"},
    {"Homes", "Real estate", "Residential"},
}};

struct city {
  std::string_view name;
  std::string_view country;
};
inline constexpr std::array<city, 28> cities{{
    {"Hamburg", "DE"},  {"München", "DE"},  {"Lyon", "FR"},      {"Paris", "FR"},
    {"Madrid", "ES"},   {"Bilbao", "ES"},   {"Milano", "IT"},    {"Torino", "IT"},
    {"Lisboa", "PT"},   {"Porto", "PT"},    {"Rotterdam", "NL"}, {"Gent", "BE"},
    {"Zürich", "CH"},   {"Wien", "AT"},     {"Praha", "CZ"},     {"Kraków", "PL"},
    {"Gdańsk", "PL"},   {"Göteborg", "SE"}, {"Bergen", "NO"},    {"Aarhus", "DK"},
    {"Helsinki", "FI"}, {"Tallinn", "EE"},  {"Dublin", "IE"},    {"Leeds", "GB"},
    {"London", "GB"},   {"Αθήνα", "GR"},    {"Київ", "UA"},      {"Boston, Massachusetts", "US"},
}};

inline constexpr std::array<std::string_view, 8> descriptions{
    "{} is family owned and sells mostly at home.",
    "{} has grown by purchase since 2015 and runs four plants.",
    "{} sells through dealers; direct orders are new.",
    "{} is listed on a regional exchange. Its main holder keeps 38%.",
    "{} is a supplier to larger names in its trade.\n\nIt publishes its figures twice a year.",
    "{} is building a second site; permits are expected next spring.",
    "{} rents its buildings and owns its machines.",
    "{} is known for long contracts and slow, reliable payment."};

struct tag_words {
  std::string_view name;
  std::string_view description;
};
inline constexpr std::array<tag_words, 16> tags{{
    {"rates", "Interest rates, caps, swaps"},
    {"refinancing", "Debt that is to be replaced"},
    {"covenants", "Limits in loan agreements, and how close they are"},
    {"supply chain", "Deliveries and what holds them up"},
    {"pricing", "Prices, discounts, terms"},
    {"earnings", "Figures they published"},
    {"renewal", "A contract that ends within a year"},
    {"expansion", "Room to grow with them"},
    {"risk", "Something that could go wrong"},
    {"hiring", "They look for people"},
    {"strategy", "Where they mean to go"},
    {"partner", "Whom they work with"},
    {"complaint", "Somebody was not content"},
    {"press", "What the papers write"},
    {"event", "Fairs, visits, conferences"},
    {"key account", "One that everybody should know about"},
}};

struct view {
  std::string_view name;
  std::string_view resource;
  std::string_view filter;
  std::string_view q;
  std::string_view order_by;
  view_visibility visibility = view_visibility::private_;
  bool pinned = false;
};
inline constexpr std::array<view, 11> views{{
    {"All brands", "brands", "", "", "", view_visibility::private_, true},
    {"Largest first", "brands", "", "", "headcount desc"},
    {"Recently updated", "brands", "", "", "updated_at desc"},
    {"Without a headcount", "brands", "headcount = null", "", ""},
    {"Key accounts", "brands", "tags:\"key account\"", "", "", view_visibility::shared},
    {"German industrials", "brands", "country = \"DE\" AND industry = \"Industrials\"", "", "headcount desc",
     view_visibility::shared},
    {"Rate caps", "insights", "", "\"rate caps\"", "", view_visibility::private_, true},
    {"Published this week", "insights", "status = \"published\" AND published_at > now-7d", "", ""},
    {"Drafts", "insights", "status = \"draft\"", "", "updated_at desc"},
    {"Covenants that worry", "insights", "tags:\"covenants\" AND sentiment < 0", "", "sentiment",
     view_visibility::shared},
    {"Good news", "insights", "sentiment >= 0.7 AND status = \"published\"", "", "", view_visibility::shared},
}};

inline constexpr std::array<std::string_view, 8> sources{"Annual report", "Trade fair",   "Customer call",
                                                         "Press release", "Site visit",   "Job adverts",
                                                         "Web site",      "Supplier talk"};

struct language {
  std::array<std::string_view, 4> titles;
  std::array<std::string_view, 5> sentences;
};
inline constexpr std::array<language, 12> languages{{
    {{"{} plans a second plant", "{} raises its prices again", "Three managers leave {}",
      "{} renews its fleet"},
     {"The board of {} has approved the budget.", "Two suppliers confirm the order.",
      "Margins fell by two points.", "A decision is expected in March.",
      "The contract runs for five years."}},
    {{"{} baut ein zweites Werk", "{} erhöht erneut die Preise", "Großauftrag für {}", "{} sucht Fachkräfte"},
     {"Der Vorstand von {} hat zugestimmt.", "Die Löhne steigen über dem Durchschnitt.",
      "Zwei Lieferanten bestätigen das.", "Die Verträge laufen fünf Jahre.",
      "Für März wird eine Entscheidung erwartet."}},
    {{"{} prépare une seconde usine", "{} augmente encore ses tarifs", "Départ de trois cadres chez {}",
      "{} répond à l'appel d'offres"},
     {"Le conseil de {} a donné son accord.", "Les marges ont baissé de deux points.",
      "Deux fournisseurs le confirment.", "Le contrat court sur cinq ans.",
      "Une décision est attendue en mars."}},
    {{"{} prepara una segunda planta", "{} vuelve a subir los precios", "{} amplía su flota",
      "Tres directivos dejan {}"},
     {"El consejo de {} aprobó el presupuesto.", "Los márgenes cayeron dos puntos.",
      "Dos proveedores lo confirman.", "Se espera una decisión en marzo.", "El contrato dura cinco años."}},
    {{"{} progetta un secondo stabilimento", "{} aumenta di nuovo i prezzi", "{} rinnova la flotta",
      "Tre dirigenti lasciano {}"},
     {"Il consiglio di {} ha approvato il bilancio.", "I margini sono scesi di due punti.",
      "Due fornitori lo confermano.", "La decisione è attesa per marzo.", "Il contratto dura cinque anni."}},
    {{"{} planeia uma segunda fábrica", "{} sobe os preços outra vez", "{} procura técnicos",
      "Três gestores deixam a {}"},
     {"A administração da {} aprovou o orçamento.", "As margens caíram dois pontos.",
      "Dois fornecedores confirmam.", "A decisão é esperada em março.", "O contrato é de cinco anos."}},
    {{"{} bouwt een tweede fabriek", "{} verhoogt opnieuw de prijzen", "{} vernieuwt zijn vloot",
      "Drie managers verlaten {}"},
     {"Het bestuur van {} heeft ingestemd.", "De marges daalden met twee punten.",
      "Twee leveranciers bevestigen dit.", "In maart valt een besluit.", "Het contract loopt vijf jaar."}},
    {{"{} planuje drugą fabrykę", "{} znów podnosi ceny", "{} odnawia flotę",
      "Trzech menedżerów odchodzi z {}"},
     {"Zarząd {} zatwierdził budżet.", "Marże spadły o dwa punkty.", "Potwierdza to dwóch dostawców.",
      "Decyzja zapadnie w marcu.", "Umowa obowiązuje pięć lat."}},
    {{"{} planerar en andra fabrik", "{} höjer priserna igen", "{} förnyar flottan", "Tre chefer lämnar {}"},
     {"Styrelsen för {} har sagt ja.", "Marginalerna sjönk två punkter.", "Två leverantörer bekräftar det.",
      "Ett beslut väntas i mars.", "Avtalet gäller i fem år."}},
    {{"{} plánuje druhý závod", "{} opět zvyšuje ceny", "{} obnovuje vozový park",
      "Tři manažeři opouštějí {}"},
     {"Představenstvo {} schválilo rozpočet.", "Marže klesly o dva body.", "Potvrzují to dva dodavatelé.",
      "Rozhodnutí se čeká v březnu.", "Smlouva platí pět let."}},
    {{"Η {} σχεδιάζει δεύτερο εργοστάσιο", "Η {} αυξάνει ξανά τις τιμές", "Η {} ανανεώνει τον στόλο",
      "Τρία στελέχη φεύγουν από τη {}"},
     {"Το συμβούλιο της {} ενέκρινε τον προϋπολογισμό.", "Τα περιθώρια έπεσαν δύο μονάδες.",
      "Δύο προμηθευτές το επιβεβαιώνουν.", "Η απόφαση αναμένεται τον Μάρτιο.",
      "Η σύμβαση ισχύει πέντε έτη."}},
    {{"{} планує другий завод", "{} знову підвищує ціни", "{} оновлює автопарк",
      "Три керівники залишають {}"},
     {"Правління {} затвердило бюджет.", "Маржа впала на два пункти.", "Два постачальники це підтверджують.",
      "Рішення очікується в березні.", "Договір діє п'ять років."}},
}};

}  // namespace dossier::demo::words
