/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages for people: stderr only, prefixed with the command's name. */
#ifndef SS_LOG_H
#define SS_LOG_H

#include <stdarg.h>
#include <stddef.h>

enum ss_log_level { SS_LOG_ERROR, SS_LOG_WARN, SS_LOG_INFO, SS_LOG_DEBUG };

/* What is printed: messages up to this level; SS_LOG_WARN until -q or -v says otherwise. */
extern enum ss_log_level ss_log_level;

/* The prefix, normally set by ss_cli_start().  NAME is kept, not copied. */
void ss_log_name(const char *name);

/*
 * Print "NAME: message: strerror(-err)" and return err, so that report and
 * return are one statement.  With err 0 or -EINVAL the reason is left out:
 * the message says it.
 */
__attribute__((format(printf, 2, 3))) int ss_error(int err, const char *fmt, ...);

/* Print "NAME: message" if the level is wanted. */
__attribute__((format(printf, 2, 3))) void ss_log(enum ss_log_level level, const char *fmt, ...);
__attribute__((format(printf, 2, 0))) void ss_vlog(enum ss_log_level level, const char *fmt,
						   va_list args);

/* Text of several lines as it is, without the command's name: a report, what a policy prints.  On
 * a terminal, what could steer it becomes '?'. */
void ss_say(const char *text, size_t len);

#define ss_warn(...)  ss_log(SS_LOG_WARN, __VA_ARGS__)
#define ss_info(...)  ss_log(SS_LOG_INFO, __VA_ARGS__)
#define ss_debug(...) ss_log(SS_LOG_DEBUG, __VA_ARGS__)

#endif
