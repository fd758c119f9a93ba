// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fourfold {

class MpiSession;

/// A copy of the first rank's open file descriptor `own` for every other rank of this host, each to
/// be closed by who gets it; the first rank gets its own back. What other ranks pass is not looked
/// at. Throws Error, on every rank, where a rank is not reached or gets none. Collective.
int share_descriptor(MpiSession& session, int own);

}  // namespace fourfold
