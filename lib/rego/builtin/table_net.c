/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: networks.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_net[] = {
	{ .name = "net.cidr_contains",
	  .decl = "(cidr: string, cidr_or_ip: string) => result: boolean",
	  .docs = "CIDR to check against\nCIDR or IP to check\n`true` if `cidr_or_ip` is "
		  "contained within `cidr`",
	  .fn = rego_fn_net_cidr_contains,
	  .arity = 2 },
	{ .name = "net.cidr_contains_matches",
	  .decl = "(cidrs: any<string, array[any<string, array[any]>], object[string: "
		  "any<string, array[any]>], set[any<string, array[any]>]>, cidrs_or_ips: "
		  "any<string, array[any<string, array[any]>], object[string: any<string, "
		  "array[any]>], set[any<string, array[any]>]>) => output: set[array<any, any>]",
	  .docs = "CIDRs to check against\nCIDRs or IPs to check\ntuples identifying matches "
		  "where `cidrs_or_ips` are contained within `cidrs`",
	  .fn = rego_fn_net_cidr_contains_matches,
	  .arity = 2 },
	{ .name = "net.cidr_expand",
	  .decl = "(cidr: string) => hosts: set[string]",
	  .docs = "CIDR to expand\nset of IP addresses the CIDR `cidr` expands to",
	  .fn = rego_fn_net_cidr_expand,
	  .arity = 1 },
	{ .name = "net.cidr_intersects",
	  .decl = "(cidr1: string, cidr2: string) => result: boolean",
	  .docs = "first CIDR\nsecond CIDR\n`true` if `cidr1` intersects with `cidr2`",
	  .fn = rego_fn_net_cidr_intersects,
	  .arity = 2 },
	{ .name = "net.cidr_is_valid",
	  .decl = "(cidr: string) => result: boolean",
	  .docs = "CIDR to validate\n`true` if `cidr` is a valid CIDR",
	  .fn = rego_fn_net_cidr_is_valid,
	  .arity = 1 },
	{ .name = "net.cidr_merge",
	  .decl = "(addrs: any<array[any<string>], set[string]>) => output: set[string]",
	  .docs = "CIDRs or IP addresses\nsmallest possible set of CIDRs obtained after merging "
		  "the provided list of IP addresses and subnets in `addrs`",
	  .fn = rego_fn_net_cidr_merge,
	  .arity = 1 },
	{ .name = "net.cidr_overlap",
	  .decl = "(string, string) => boolean",
	  .fn = rego_fn_net_cidr_overlap,
	  .flags = REGO_DEPRECATED,
	  .arity = 2 },
	{ .name = "net.lookup_ip_addr",
	  .decl = "(name: string) => addrs: set[string]",
	  .docs = "domain name to resolve\nIP addresses (v4 and v6) that `name` resolves to",
	  .fn = rego_fn_net_lookup_ip_addr,
	  .flags = REGO_NONDET,
	  .arity = 1 },
	{ 0 },
};
