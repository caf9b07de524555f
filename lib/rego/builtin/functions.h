/* SPDX-License-Identifier: BSD-2-Clause */
/* Every built-in function, by family; the tables that name and declare them are table_*.c. */
#ifndef REGO_FUNCTIONS_H
#define REGO_FUNCTIONS_H

#include "rego/builtin/builtin.h"

/* comparison, assignment and membership */
rego_builtin_fn rego_fn_equal;
rego_builtin_fn rego_fn_gt;
rego_builtin_fn rego_fn_gte;
rego_builtin_fn rego_fn_internal_member_2;
rego_builtin_fn rego_fn_internal_member_3;
rego_builtin_fn rego_fn_lt;
rego_builtin_fn rego_fn_lte;
rego_builtin_fn rego_fn_neq;
extern const struct rego_builtin rego_table_compare[];

/* arithmetic, bits, ranges and random numbers */
rego_builtin_fn rego_fn_abs;
rego_builtin_fn rego_fn_bits_and;
rego_builtin_fn rego_fn_bits_lsh;
rego_builtin_fn rego_fn_bits_negate;
rego_builtin_fn rego_fn_bits_or;
rego_builtin_fn rego_fn_bits_rsh;
rego_builtin_fn rego_fn_bits_xor;
rego_builtin_fn rego_fn_ceil;
rego_builtin_fn rego_fn_div;
rego_builtin_fn rego_fn_floor;
rego_builtin_fn rego_fn_format_int;
rego_builtin_fn rego_fn_minus;
rego_builtin_fn rego_fn_mul;
rego_builtin_fn rego_fn_numbers_range;
rego_builtin_fn rego_fn_numbers_range_step;
rego_builtin_fn rego_fn_plus;
rego_builtin_fn rego_fn_rand_intn;
rego_builtin_fn rego_fn_rem;
rego_builtin_fn rego_fn_round;
rego_builtin_fn rego_fn_to_number;
rego_builtin_fn rego_fn_units_parse;
rego_builtin_fn rego_fn_units_parse_bytes;
extern const struct rego_builtin rego_table_numbers[];

/* sets, arrays and what sums them up */
rego_builtin_fn rego_fn_all;
rego_builtin_fn rego_fn_and;
rego_builtin_fn rego_fn_any;
rego_builtin_fn rego_fn_array_concat;
rego_builtin_fn rego_fn_array_flatten;
rego_builtin_fn rego_fn_array_reverse;
rego_builtin_fn rego_fn_array_slice;
rego_builtin_fn rego_fn_count;
rego_builtin_fn rego_fn_intersection;
rego_builtin_fn rego_fn_max;
rego_builtin_fn rego_fn_min;
rego_builtin_fn rego_fn_or;
rego_builtin_fn rego_fn_product;
rego_builtin_fn rego_fn_set_diff;
rego_builtin_fn rego_fn_sort;
rego_builtin_fn rego_fn_sum;
rego_builtin_fn rego_fn_union;
extern const struct rego_builtin rego_table_collections[];

/* what kind of value it is, and casts */
rego_builtin_fn rego_fn_cast_array;
rego_builtin_fn rego_fn_cast_boolean;
rego_builtin_fn rego_fn_cast_null;
rego_builtin_fn rego_fn_cast_object;
rego_builtin_fn rego_fn_cast_set;
rego_builtin_fn rego_fn_cast_string;
rego_builtin_fn rego_fn_is_array;
rego_builtin_fn rego_fn_is_boolean;
rego_builtin_fn rego_fn_is_null;
rego_builtin_fn rego_fn_is_number;
rego_builtin_fn rego_fn_is_object;
rego_builtin_fn rego_fn_is_set;
rego_builtin_fn rego_fn_is_string;
rego_builtin_fn rego_fn_type_name;
extern const struct rego_builtin rego_table_types[];

/* strings */
rego_builtin_fn rego_fn_concat;
rego_builtin_fn rego_fn_contains;
rego_builtin_fn rego_fn_endswith;
rego_builtin_fn rego_fn_indexof;
rego_builtin_fn rego_fn_indexof_n;
rego_builtin_fn rego_fn_internal_template_string;
rego_builtin_fn rego_fn_lower;
rego_builtin_fn rego_fn_replace;
rego_builtin_fn rego_fn_split;
rego_builtin_fn rego_fn_sprintf;
rego_builtin_fn rego_fn_startswith;
rego_builtin_fn rego_fn_strings_any_prefix_match;
rego_builtin_fn rego_fn_strings_any_suffix_match;
rego_builtin_fn rego_fn_strings_count;
rego_builtin_fn rego_fn_strings_render_template;
rego_builtin_fn rego_fn_strings_replace_n;
rego_builtin_fn rego_fn_strings_reverse;
rego_builtin_fn rego_fn_substring;
rego_builtin_fn rego_fn_trim;
rego_builtin_fn rego_fn_trim_left;
rego_builtin_fn rego_fn_trim_prefix;
rego_builtin_fn rego_fn_trim_right;
rego_builtin_fn rego_fn_trim_space;
rego_builtin_fn rego_fn_trim_suffix;
rego_builtin_fn rego_fn_upper;
extern const struct rego_builtin rego_table_strings[];

/* objects */
rego_builtin_fn rego_fn_object_filter;
rego_builtin_fn rego_fn_object_get;
rego_builtin_fn rego_fn_object_keys;
rego_builtin_fn rego_fn_object_remove;
rego_builtin_fn rego_fn_object_subset;
rego_builtin_fn rego_fn_object_union;
rego_builtin_fn rego_fn_object_union_n;
extern const struct rego_builtin rego_table_objects[];

/* JSON, YAML, base64, hexadecimal and URLs */
rego_builtin_fn rego_fn_base64_decode;
rego_builtin_fn rego_fn_base64_encode;
rego_builtin_fn rego_fn_base64_is_valid;
rego_builtin_fn rego_fn_base64url_decode;
rego_builtin_fn rego_fn_base64url_encode;
rego_builtin_fn rego_fn_base64url_encode_no_pad;
rego_builtin_fn rego_fn_hex_decode;
rego_builtin_fn rego_fn_hex_encode;
rego_builtin_fn rego_fn_json_is_valid;
rego_builtin_fn rego_fn_json_marshal;
rego_builtin_fn rego_fn_json_marshal_with_options;
rego_builtin_fn rego_fn_json_unmarshal;
rego_builtin_fn rego_fn_uri_is_valid;
rego_builtin_fn rego_fn_uri_parse;
rego_builtin_fn rego_fn_urlquery_decode;
rego_builtin_fn rego_fn_urlquery_decode_object;
rego_builtin_fn rego_fn_urlquery_encode;
rego_builtin_fn rego_fn_urlquery_encode_object;
rego_builtin_fn rego_fn_yaml_is_valid;
rego_builtin_fn rego_fn_yaml_marshal;
rego_builtin_fn rego_fn_yaml_unmarshal;
extern const struct rego_builtin rego_table_encoding[];

/* regular expressions and globs */
rego_builtin_fn rego_fn_glob_match;
rego_builtin_fn rego_fn_glob_quote_meta;
rego_builtin_fn rego_fn_re_match;
rego_builtin_fn rego_fn_regex_find_all_string_submatch_n;
rego_builtin_fn rego_fn_regex_find_n;
rego_builtin_fn rego_fn_regex_globs_match;
rego_builtin_fn rego_fn_regex_is_valid;
rego_builtin_fn rego_fn_regex_match;
rego_builtin_fn rego_fn_regex_replace;
rego_builtin_fn rego_fn_regex_split;
rego_builtin_fn rego_fn_regex_template_match;
extern const struct rego_builtin rego_table_patterns[];

/* time */
rego_builtin_fn rego_fn_time_add_date;
rego_builtin_fn rego_fn_time_clock;
rego_builtin_fn rego_fn_time_date;
rego_builtin_fn rego_fn_time_diff;
rego_builtin_fn rego_fn_time_format;
rego_builtin_fn rego_fn_time_now_ns;
rego_builtin_fn rego_fn_time_parse_duration_ns;
rego_builtin_fn rego_fn_time_parse_ns;
rego_builtin_fn rego_fn_time_parse_rfc3339_ns;
rego_builtin_fn rego_fn_time_weekday;
extern const struct rego_builtin rego_table_time[];

/* networks */
rego_builtin_fn rego_fn_net_cidr_contains;
rego_builtin_fn rego_fn_net_cidr_contains_matches;
rego_builtin_fn rego_fn_net_cidr_expand;
rego_builtin_fn rego_fn_net_cidr_intersects;
rego_builtin_fn rego_fn_net_cidr_is_valid;
rego_builtin_fn rego_fn_net_cidr_merge;
rego_builtin_fn rego_fn_net_cidr_overlap;
rego_builtin_fn rego_fn_net_lookup_ip_addr;
extern const struct rego_builtin rego_table_net[];

/* graphs and trees */
rego_builtin_fn rego_fn_graph_reachable;
rego_builtin_fn rego_fn_graph_reachable_paths;
rego_builtin_fn rego_fn_walk;
extern const struct rego_builtin rego_table_graph[];

/* versions and identifiers */
rego_builtin_fn rego_fn_semver_compare;
rego_builtin_fn rego_fn_semver_is_valid;
rego_builtin_fn rego_fn_uuid_parse;
rego_builtin_fn rego_fn_uuid_rfc4122;
extern const struct rego_builtin rego_table_ids[];

/* the engine itself */
rego_builtin_fn rego_fn_opa_runtime;
rego_builtin_fn rego_fn_rego_metadata;
rego_builtin_fn rego_fn_rego_parse_module;
rego_builtin_fn rego_fn_test_sleep;
rego_builtin_fn rego_fn_trace;
extern const struct rego_builtin rego_table_system[];

/* JSON documents: paths, patches and schemas */
rego_builtin_fn rego_fn_json_filter;
rego_builtin_fn rego_fn_json_match_schema;
rego_builtin_fn rego_fn_json_patch;
rego_builtin_fn rego_fn_json_remove;
rego_builtin_fn rego_fn_json_verify_schema;
extern const struct rego_builtin rego_table_json[];

/* JSON web tokens */
rego_builtin_fn rego_fn_io_jwt_decode;
rego_builtin_fn rego_fn_io_jwt_decode_verify;
rego_builtin_fn rego_fn_io_jwt_encode_sign;
rego_builtin_fn rego_fn_io_jwt_encode_sign_raw;
rego_builtin_fn rego_fn_io_jwt_verify_eddsa;
rego_builtin_fn rego_fn_io_jwt_verify_es256;
rego_builtin_fn rego_fn_io_jwt_verify_es384;
rego_builtin_fn rego_fn_io_jwt_verify_es512;
rego_builtin_fn rego_fn_io_jwt_verify_hs256;
rego_builtin_fn rego_fn_io_jwt_verify_hs384;
rego_builtin_fn rego_fn_io_jwt_verify_hs512;
rego_builtin_fn rego_fn_io_jwt_verify_ps256;
rego_builtin_fn rego_fn_io_jwt_verify_ps384;
rego_builtin_fn rego_fn_io_jwt_verify_ps512;
rego_builtin_fn rego_fn_io_jwt_verify_rs256;
rego_builtin_fn rego_fn_io_jwt_verify_rs384;
rego_builtin_fn rego_fn_io_jwt_verify_rs512;
extern const struct rego_builtin rego_table_tokens[];

/* digests, certificates and keys */
rego_builtin_fn rego_fn_crypto_hmac_equal;
rego_builtin_fn rego_fn_crypto_hmac_md5;
rego_builtin_fn rego_fn_crypto_hmac_sha1;
rego_builtin_fn rego_fn_crypto_hmac_sha256;
rego_builtin_fn rego_fn_crypto_hmac_sha512;
rego_builtin_fn rego_fn_crypto_md5;
rego_builtin_fn rego_fn_crypto_parse_private_keys;
rego_builtin_fn rego_fn_crypto_sha1;
rego_builtin_fn rego_fn_crypto_sha256;
rego_builtin_fn rego_fn_crypto_x509_parse_and_verify_certificates;
rego_builtin_fn rego_fn_crypto_x509_parse_and_verify_certificates_with_options;
rego_builtin_fn rego_fn_crypto_x509_parse_certificate_request;
rego_builtin_fn rego_fn_crypto_x509_parse_certificates;
rego_builtin_fn rego_fn_crypto_x509_parse_keypair;
rego_builtin_fn rego_fn_crypto_x509_parse_rsa_private_key;
extern const struct rego_builtin rego_table_crypto[];

/* GraphQL */
rego_builtin_fn rego_fn_graphql_is_valid;
rego_builtin_fn rego_fn_graphql_parse;
rego_builtin_fn rego_fn_graphql_parse_and_verify;
rego_builtin_fn rego_fn_graphql_parse_query;
rego_builtin_fn rego_fn_graphql_parse_schema;
rego_builtin_fn rego_fn_graphql_schema_is_valid;
extern const struct rego_builtin rego_table_graphql[];

/* HTTP and the providers of clouds */
rego_builtin_fn rego_fn_http_send;
rego_builtin_fn rego_fn_providers_aws_sign_req;
extern const struct rego_builtin rego_table_http[];

#endif
