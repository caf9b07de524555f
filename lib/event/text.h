/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/event: what the files that write text for people share. */
#ifndef SS_TEXT_H
#define SS_TEXT_H

#include "event/view.h"

#define RED    "\033[31m"
#define GREEN  "\033[32m"
#define YELLOW "\033[33m"
#define DIM    "\033[2m"
#define BOLD   "\033[1m"
#define PLAIN  "\033[0m"

/* One of the above, if colours are wanted. */
void ss_text_paint(struct ss_view *v, const char *code);
/* text_safe.c: LEN bytes of S without what would speak to a terminal. */
void ss_text_safe(struct ss_strbuf *b, const char *s, size_t len);
/* Is V the string WORD, which needs no escape? */
bool ss_text_is(struct ss_json_val v, const char *word);
/* The value at PATH; nothing if there is none. */
void ss_text_path(struct ss_view *v, struct ss_json_val line, const char *path);
/* BEFORE, and the value at PATH; nothing if there is none. */
void ss_text_with(struct ss_view *v, struct ss_json_val line, const char *before, const char *path);
/* The strings of LIST: BEFORE the first, SEP before each other; nothing if there are none. */
void ss_text_list(struct ss_view *v, struct ss_json_val list, const char *before, const char *sep);
/* "80ms" of the number at PATH; nothing if there is none. */
void ss_text_took(struct ss_view *v, struct ss_json_val line, const char *path);
/* The arguments of the process, quoted where they need it. */
void ss_text_args(struct ss_view *v, struct ss_json_val line);
/* "  <- bash(4711) in 551e161c47d8", where these are known: the end of a line. */
void ss_text_parent(struct ss_view *v, struct ss_json_val line);
/* Spaces, until WIDTH bytes stand from byte START on. */
void ss_text_fill(struct ss_view *v, size_t start, size_t width);

#define SS_TEXT_NS_SIZE 16
/* text_table.c: "1.05ms"; three digits. */
void ss_text_ns(char text[static SS_TEXT_NS_SIZE], uint64_t ns);

/* text_reaper.c: reaper.*; false: it is none of them. */
bool ss_text_reaper(struct ss_view *v, struct ss_json_val line, struct ss_json_val type);
/* text_breaker.c: breaker.*; false: it is none of them. */
bool ss_text_breaker(struct ss_view *v, struct ss_json_val line, struct ss_json_val type);
/* text_meta.c: meta.start, meta.stop and meta.loss; false: it is none of them. */
bool ss_text_meta(struct ss_view *v, struct ss_json_val line, struct ss_json_val type);

#endif
