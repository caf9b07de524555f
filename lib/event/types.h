/* SPDX-License-Identifier: BSD-2-Clause */
/* The closed list of event types: names, classes and sets. */
#ifndef SS_TYPES_H
#define SS_TYPES_H

#include <stddef.h>
#include <stdint.h>

#include "event_types.h"

#define SS_TYPE_BIT(type) (1ull << (type))

extern const char *const ss_event_names[SS_EVENT_TYPES]; /* "process.fork" */

/* What NULL-terminated words select types: names, classes, verbs where they are unique, sets. */
extern const char *const ss_type_words[];

/*
 * Types that WORD names, as bits: a type ("file.open"), a class ("file"), a verb
 * that only one class has ("exec"), a set ("default", "security", "all").  0: it
 * names none.  *EXACT, if not NULL, gets those that were asked for one by one.
 */
uint64_t ss_types_named(const char *word, size_t len, uint64_t *exact);

#endif
