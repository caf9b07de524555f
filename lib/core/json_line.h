/* SPDX-License-Identifier: BSD-2-Clause */
/* A line of a stream is one JSON object; what is often asked of its strings. */
#ifndef SS_JSON_LINE_H
#define SS_JSON_LINE_H

#include "core/json_read.h"
#include "core/ndjson.h"
#include "core/strbuf.h"

/* Nothing but spaces and tabs: not an error, and not an event. */
bool ss_line_is_blank(const struct ss_line *line);

/*
 * As ss_json_parse() of the line's text, which must be an object.  0; -ENOMEM;
 * after any other error *WHY is what to tell its writer, a static string.
 */
int ss_json_parse_line(struct ss_json_doc *doc, const struct ss_line *line, const char **why);

/*
 * The bytes of a string, where it is one: in its text, or decoded into ROOM and
 * valid until ROOM is used again.  False with ROOM->err set: no memory.
 */
bool ss_json_string(struct ss_json_val v, struct ss_strbuf *room, const char **s, size_t *len);

/* Is it the string WORD? */
bool ss_json_is(struct ss_json_val v, const char *word, struct ss_strbuf *room);

/*
 * The JSON text of a string or a number, to be repeated in an answer; OUT stays
 * as it is where V is neither, or longer than SIZE - 1 bytes.
 */
void ss_json_keep(char *out, size_t size, struct ss_json_val v);

#endif
