/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SS_BREAKER_SCREEN_H
#define SS_BREAKER_SCREEN_H

#include "core/strbuf.h"

/*
 * Lines that are shown again and again: where standard output is a terminal, on an empty screen,
 * and no more of each and of them than there is room for, so that nothing scrolls.
 */
void screen_fit(struct ss_strbuf *lines);

#endif
