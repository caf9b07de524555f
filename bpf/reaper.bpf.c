// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* ss-reaper: deadlines of calls, of time on a processor, of processes. */
#include "kernel.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "reaper_life.bpf.h"
#include "reaper_survey.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
