// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/glob.hpp"

#include <vector>

namespace fourfold {

bool glob_match(std::string_view pattern, std::string_view text) {
  // reachable[j]: the pattern read so far can match the first j characters. Linear in
  // pattern x text, so no pattern is slow.
  std::vector<char> reachable(text.size() + 1, 0);
  reachable[0] = 1;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '*') {
      const bool across = i + 1 < pattern.size() && pattern[i + 1] == '*';
      if (across) ++i;
      for (std::size_t j = 0; j < text.size(); ++j) {
        if (reachable[j] != 0 && (across || text[j] != '/')) reachable[j + 1] = 1;
      }
      continue;
    }
    for (std::size_t j = text.size(); j > 0; --j) {
      const bool fits = c == '?' ? text[j - 1] != '/' : text[j - 1] == c;
      reachable[j] = reachable[j - 1] != 0 && fits ? 1 : 0;
    }
    reachable[0] = 0;
  }
  return reachable[text.size()] != 0;
}

}  // namespace fourfold
