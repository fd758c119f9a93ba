// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/run/injection.hpp"
#include "bench/watch/rank_watch.hpp"
#include "collectives/communicator.hpp"
#include "core/data_type.hpp"
#include "device/device.hpp"

namespace fourfold {

/// Spoils one element in a device's memory: NaN where that is asked for and the type has it, else
/// its lowest bit, the smallest error there is.
void spoil_element(Device& device, DataType type, std::byte* place, Corruption how);

/// On this rank alone: enters another collective than `instead_of`, which the others enter. Does
/// not come back from most libraries.
void enter_another_collective(Collective instead_of, Communicator& communicator, Device& device,
                              Stream& stream, RankVoice& voice);

}  // namespace fourfold
