#include "gateway/pages/pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace gateway {
namespace {

// In points, 1/72 inch.
constexpr double page_width = 595, page_height = 842, margin = 48;
constexpr double body_width = page_width - 2 * margin;
constexpr double label_width = 96;
constexpr double padding = 4;  // inside a cell

constexpr const char* title_font = "Noto Sans CJK SC, sans-serif Bold 18";
constexpr const char* heading_font = "Noto Sans CJK SC, sans-serif Bold 11";
constexpr const char* body_font = "Noto Sans CJK SC, sans-serif 10";
constexpr const char* small_font = "Noto Sans CJK SC, sans-serif 8";

template <auto destroy>
struct With {
    template <class T>
    void operator()(T* object) const {
        destroy(object);
    }
};
using Surface = std::unique_ptr<cairo_surface_t, With<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, With<cairo_destroy>>;
using Layout = std::unique_ptr<PangoLayout, With<g_object_unref>>;
using Font = std::unique_ptr<PangoFontDescription, With<pango_font_description_free>>;

cairo_status_t append(void* closure, const unsigned char* bytes, unsigned int length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(bytes), length);
    return CAIRO_STATUS_SUCCESS;
}

/// Draws from the top of a page downwards, and begins another when one is full.
class Pages {
  public:
    explicit Pages(std::string& bytes)
        : surface_(cairo_pdf_surface_create_for_stream(append, &bytes, page_width, page_height)), context_(cairo_create(surface_.get())) {
        cairo_set_line_width(context_.get(), 0.5);
    }

    void set_title(const std::string& title) { cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, title.c_str()); }

    /// `below`: what must find room on the same page, so that no heading is left alone.
    void line(const std::string& text, const char* font, PangoAlignment align = PANGO_ALIGN_LEFT, double below = 0) {
        const Layout laid = layout(text, font, body_width, align);
        const double height = height_of(laid.get());
        make_room(height + below);
        show(laid.get(), margin, y_);
        y_ += height;
    }

    void row(const services::Shown& shown) {
        const Layout label = layout(shown.label, body_font, label_width - 2 * padding, PANGO_ALIGN_LEFT);
        const Layout value = layout(shown.value, body_font, body_width - label_width - 2 * padding, PANGO_ALIGN_LEFT);
        const double height = std::max(height_of(label.get()), height_of(value.get())) + 2 * padding;
        make_room(height);
        box(margin, label_width, height);
        box(margin + label_width, body_width - label_width, height);
        show(label.get(), margin + padding, y_ + padding);
        show(value.get(), margin + label_width + padding, y_ + padding);
        y_ += height;
    }

    void space(double points) { y_ += points; }

    void finish() {
        cairo_show_page(context_.get());
        cairo_surface_finish(surface_.get());
        const cairo_status_t status = cairo_surface_status(surface_.get());
        if (status != CAIRO_STATUS_SUCCESS) throw std::runtime_error(std::string("PDF: ") + cairo_status_to_string(status));
    }

  private:
    Layout layout(const std::string& text, const char* font, double width, PangoAlignment align) {
        Layout made(pango_cairo_create_layout(context_.get()));
        const Font description(pango_font_description_from_string(font));
        pango_layout_set_font_description(made.get(), description.get());
        pango_layout_set_width(made.get(), static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_wrap(made.get(), PANGO_WRAP_WORD_CHAR);
        pango_layout_set_alignment(made.get(), align);
        pango_layout_set_spacing(made.get(), 2 * PANGO_SCALE);
        pango_layout_set_text(made.get(), text.data(), static_cast<int>(text.size()));
        return made;
    }
    static double height_of(PangoLayout* layout) {
        int width = 0, height = 0;
        pango_layout_get_size(layout, &width, &height);
        return static_cast<double>(height) / PANGO_SCALE;
    }
    void make_room(double height) {
        if (y_ + height <= page_height - margin) return;
        cairo_show_page(context_.get());
        y_ = margin;
    }
    void show(PangoLayout* layout, double x, double y) {
        cairo_move_to(context_.get(), x, y);
        pango_cairo_show_layout(context_.get(), layout);
    }
    void box(double x, double width, double height) {
        cairo_rectangle(context_.get(), x, y_, width, height);
        cairo_stroke(context_.get());
    }

    Surface surface_;
    Context context_;
    double y_ = margin;
};

}  // namespace

std::string pdf_of(const services::Paper& paper) {
    std::string bytes;
    Pages pages(bytes);
    pages.set_title(paper.title + " " + paper.number);
    pages.line(paper.title, title_font, PANGO_ALIGN_CENTER);
    pages.space(6);
    pages.line(paper.number, body_font, PANGO_ALIGN_CENTER);
    for (const services::PaperSection& section : paper.sections) {
        pages.space(11);
        if (!section.heading.empty()) {
            pages.line(section.heading, heading_font, PANGO_ALIGN_LEFT, 60);
            pages.space(4);
        }
        for (const services::Shown& row : section.rows) pages.row(row);
        if (section.text.empty()) continue;
        pages.space(section.rows.empty() ? 0 : 6);
        pages.line(section.text, body_font);
    }
    pages.space(20);
    pages.line(paper.footer, small_font);
    pages.finish();
    return bytes;
}

}  // namespace gateway
