/* SPDX-License-Identifier: BSD-2-Clause */
#include "rego/compile/pass.h"
void rego_rewrite_metadata(struct rego_pass *p) { (void)p; }
