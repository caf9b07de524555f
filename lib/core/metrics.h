/* SPDX-License-Identifier: BSD-2-Clause */
/* The text format of Prometheus, 0.0.4: prometheus.io/docs/instrumenting/exposition_formats */
#ifndef SS_METRICS_H
#define SS_METRICS_H

#include <stdint.h>

#include "core/strbuf.h"

/* The two lines before a metric's first sample; TYPE: counter, gauge, histogram. */
void ss_metric_begin(struct ss_strbuf *out, const char *name, const char *type, const char *help);
/* name="value", escaped; NULL is an empty value. */
void ss_metric_label(struct ss_strbuf *out, const char *name, const char *value);
/* Nanoseconds as seconds, exactly. */
void ss_metric_seconds(struct ss_strbuf *out, uint64_t ns);

#endif
