/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two halves of the YAML decoder share. */
#ifndef REGO_YAML_DECODE_H
#define REGO_YAML_DECODE_H

#include "rego/syntax/yaml.h"

/* More errors than anybody reads. */
#define REGO_YAML_MOST_ERRORS 1000

/* A type error. */
void rego_decode_text(struct rego_decoder *d, const char *text);
bool rego_node_is_null(struct rego_decoder *d, const struct rego_node *n);
/* Not what is wanted; a scalar may be wrong in itself. */
void rego_decode_mismatch(struct rego_decoder *d, const struct rego_node *n, const char *type);
/* Count a node, and follow an alias to what it stands for: NULL when that has failed. */
struct rego_node *rego_decode_enter(struct rego_decoder *d, struct rego_node *n);
void rego_decode_leave(struct rego_decoder *d, struct rego_node *n);
struct rego_yaml *rego_decode_new(struct rego_decoder *d, enum rego_yaml_kind kind, uint32_t room);
/* A map whose keys say of which kind it is. */
struct rego_yaml *rego_decode_any_map(struct rego_decoder *d, struct rego_node *n);

#endif
