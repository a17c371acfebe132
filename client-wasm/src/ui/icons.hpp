#pragma once

// Code points of Material Design Icons 1.6.50, the release the visual specification pins (later ones
// renumber).
namespace dossier::ui::icon {

// Navigation
inline constexpr char32_t view_dashboard = 0xF56E;
inline constexpr char32_t lightbulb_outline = 0xF336;
inline constexpr char32_t account_multiple_outline = 0xF00F;
inline constexpr char32_t domain = 0xF1D7;
inline constexpr char32_t store = 0xF4DC;
inline constexpr char32_t tag_outline = 0xF4FC;
inline constexpr char32_t scale_balance = 0xF5D1;
inline constexpr char32_t source_branch = 0xF62C;
inline constexpr char32_t import_ = 0xF2FA;
inline constexpr char32_t history = 0xF2DA;
inline constexpr char32_t settings = 0xF493;

// Actions
inline constexpr char32_t magnify = 0xF349;
inline constexpr char32_t plus = 0xF415;
inline constexpr char32_t minus = 0xF374;
inline constexpr char32_t close = 0xF156;
inline constexpr char32_t check = 0xF12C;
inline constexpr char32_t pencil = 0xF3EB;
inline constexpr char32_t delete_ = 0xF1C0;
inline constexpr char32_t send = 0xF48A;
inline constexpr char32_t export_ = 0xF207;
inline constexpr char32_t upload = 0xF552;
inline constexpr char32_t download = 0xF1DA;
inline constexpr char32_t link = 0xF337;
inline constexpr char32_t open_in_new = 0xF3CC;
inline constexpr char32_t content_copy = 0xF18F;
inline constexpr char32_t undo = 0xF54C;
inline constexpr char32_t redo = 0xF44E;
inline constexpr char32_t refresh = 0xF450;
inline constexpr char32_t call_merge = 0xF0F8;
inline constexpr char32_t pin = 0xF403;
inline constexpr char32_t tune = 0xF62E;

// Grid
inline constexpr char32_t filter_variant = 0xF236;
inline constexpr char32_t filter_remove_outline = 0xF235;
inline constexpr char32_t sort = 0xF4BA;
inline constexpr char32_t view_column = 0xF56D;
inline constexpr char32_t table = 0xF4EB;
inline constexpr char32_t arrow_up = 0xF05D;
inline constexpr char32_t arrow_down = 0xF045;
inline constexpr char32_t arrow_right = 0xF054;
inline constexpr char32_t chevron_up = 0xF143;
inline constexpr char32_t chevron_down = 0xF140;
inline constexpr char32_t chevron_right = 0xF142;
inline constexpr char32_t unfold_more = 0xF54F;
inline constexpr char32_t dots_horizontal = 0xF1D8;

// State
inline constexpr char32_t check_circle = 0xF5E0;
inline constexpr char32_t check_circle_outline = 0xF5E1;
inline constexpr char32_t alert = 0xF026;
inline constexpr char32_t alert_circle = 0xF028;
inline constexpr char32_t alert_circle_outline = 0xF5D6;
inline constexpr char32_t close_circle = 0xF159;
inline constexpr char32_t close_circle_outline = 0xF15A;
inline constexpr char32_t checkbox_blank_circle_outline = 0xF130;
inline constexpr char32_t clock = 0xF150;
inline constexpr char32_t sync = 0xF4E6;
inline constexpr char32_t flash = 0xF241;
inline constexpr char32_t play = 0xF40A;
inline constexpr char32_t pause = 0xF3E4;
inline constexpr char32_t lan_disconnect = 0xF319;
inline constexpr char32_t lock_outline = 0xF341;
inline constexpr char32_t star = 0xF4CE;
inline constexpr char32_t bookmark_outline = 0xF0C3;
inline constexpr char32_t bell_outline = 0xF09C;
inline constexpr char32_t eye = 0xF208;

// Domain
inline constexpr char32_t account_outline = 0xF013;
inline constexpr char32_t email_outline = 0xF1F0;
inline constexpr char32_t phone = 0xF3F2;
inline constexpr char32_t bank = 0xF070;
inline constexpr char32_t webhook = 0xF62F;
inline constexpr char32_t timer_sand = 0xF51F;
inline constexpr char32_t call_split = 0xF0FB;
inline constexpr char32_t calendar_blank = 0xF0EE;
inline constexpr char32_t key = 0xF306;
inline constexpr char32_t key_variant = 0xF30B;
inline constexpr char32_t login = 0xF342;
inline constexpr char32_t shield_outline = 0xF499;
inline constexpr char32_t apple_keyboard_caps = 0xF632;

// Editor and view
inline constexpr char32_t format_bold = 0xF264;
inline constexpr char32_t format_italic = 0xF277;
inline constexpr char32_t format_list_bulleted = 0xF279;
inline constexpr char32_t format_quote = 0xF27E;
inline constexpr char32_t code_tags = 0xF174;
inline constexpr char32_t chart_bar = 0xF128;
inline constexpr char32_t monitor = 0xF379;
inline constexpr char32_t cellphone = 0xF11C;
inline constexpr char32_t magnify_plus = 0xF34B;
inline constexpr char32_t weather_night = 0xF594;
inline constexpr char32_t weather_sunny = 0xF599;

}  // namespace dossier::ui::icon
