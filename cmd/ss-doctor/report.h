/* SPDX-License-Identifier: BSD-2-Clause */
/* The ways to say what a survey found; each prints to stdout and returns 0 or -errno. */
#ifndef SS_REPORT_H
#define SS_REPORT_H

#include "survey.h"

int report_text(const struct survey *s);
int report_brief(const struct survey *s);
int report_json(const struct survey *s);

#endif
