// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/progress.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ostream>
#include <vector>

namespace fourfold {
namespace {

constexpr std::string_view kMark = "@fourfold\t";

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t from = 0;;) {
    const std::size_t tab = text.find('\t', from);
    parts.emplace_back(text.substr(from, tab - from));
    if (tab == std::string_view::npos) return parts;
    from = tab + 1;
  }
}

bool to_int(const std::string& text, int& value) {
  if (text.empty() || text.size() > 9) return false;
  value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  return true;
}

}  // namespace

std::string encode(const ProgressLine& line) {
  if (line.kind == ProgressLine::Kind::Directory) {
    return fmt::format("{}directory\t{}", kMark, line.name);
  }
  return fmt::format("{}case\t{}\t{}\t{}\t{}", kMark, line.done, line.total, line.name,
                     line.figure);
}

bool decode(std::string_view text, ProgressLine& line) {
  if (!text.starts_with(kMark)) return false;
  const std::vector<std::string> parts = split(text.substr(kMark.size()));
  if (parts.size() == 2 && parts[0] == "directory") {
    line = {ProgressLine::Kind::Directory, 0, 0, parts[1], ""};
    return true;
  }
  line = {};
  if (parts.size() != 5 || parts[0] != "case") return false;
  line.name = parts[3];
  line.figure = parts[4];
  return to_int(parts[1], line.done) && to_int(parts[2], line.total);
}

std::string spoken(Seconds duration) {
  const auto s = static_cast<long>(std::ceil(duration.value()));
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
  const long minutes = (s + 59) / 60;
  if (minutes < 24 * 60) return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
  const long hours = (minutes + 59) / 60;
  return fmt::format("{} d {:02} h", hours / 24, hours % 24);
}

ProgressDisplay::ProgressDisplay(std::ostream& out, bool terminal, int launches)
    : out_(out),
      terminal_(terminal),
      launches_(launches),
      began_(std::chrono::steady_clock::now()) {}

void ProgressDisplay::begin_launch(int launch) { launch_ = launch; }

void ProgressDisplay::update(const ProgressLine& line) {
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began_;
  const double done = line.done + static_cast<double>(line.total) * (launch_ - 1);
  const double left = static_cast<double>(line.total) * launches_ - done;
  const std::string of_launches =
      launches_ > 1 ? fmt::format("launch {}/{} ", launch_, launches_) : "";
  const std::string text =
      fmt::format("{}[{}/{}] {}  {}  ({} left)", of_launches, line.done, line.total, line.name,
                  line.figure, spoken(Seconds(spent.count() / done * left)));
  if (terminal_) {
    out_ << "\r\x1b[K" << text << std::flush;
    open_line_ = true;
  } else {
    out_ << text << std::endl;
  }
}

void ProgressDisplay::finish() {
  if (open_line_) out_ << "\r\x1b[K" << std::flush;
  open_line_ = false;
}

}  // namespace fourfold
