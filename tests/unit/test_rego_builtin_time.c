// SPDX-License-Identifier: BSD-2-Clause
/* Time.  What is wanted is what OPA 1.18.1 answers. */
#include "rego_builtin.h"

static const struct rego_row rows_time_format[] = {
	{ "time.format", "[[-2107218654088223801,\"\"]]", "\"1903-03-24T21:29:05.911776199Z\"" },
	{ "time.format", "[[-2387623166897796149,\"America/St_Johns\",\"05.999999999999\"]]",
	  "\"41.102203851\"" },
	{ "time.format", "[[-4204047274857675479,\"\"]]", "\"1836-10-12T01:05:25.142324521Z\"" },
	{ "time.format", "[[-6271720438980477651,\"Africa/Casablanca\"]]",
	  "\"1771-04-04T14:55:41.019522349-00:30\"" },
	{ "time.format", "[[-6577497781815658294,\"EST5EDT\"]]",
	  "\"1761-07-26T08:16:58.184341706-05:00\"" },
	{ "time.format", "[[1600000000123456789,\"America\",\"04.0\"]]",
	  "eval_builtin_error: time.format: is a directory" },
	{ "time.format", "[[1673960326429200306,\"Pacific/Apia\",\"Jan _2 06 3:04PM1 2 3 4 5\"]]",
	  "\"Jan 18 23 1:58AM1 18 1 58 46\"" },
	{ "time.format", "[[1e18,\"Asia/Tokyo\",\"Z0700 Z07 Z070000 Z07:00:00RubyDate\"]]",
	  "\"+0900 +09 +090000 +09:00:00RubyDate\"" },
	{ "time.format", "[[3802270991230258842,\"Antarctica/Troll\",\"xRFC1123Z\"]]",
	  "\"xRFC66278Z\"" },
	{ "time.format", "[[4870660394054797467,\"Etc/GMT+5\",\"2006-01-02\"]]", "\"2124-05-06\"" },
	{ "time.format", "[[5717122380438864644,\"America/St_Johns\"]]",
	  "\"2151-03-03T06:03:00.438864644-03:30\"" },
	{ "time.format", "[[579860273317489375,\"America/Sao_Paulo\"]]",
	  "\"1988-05-17T05:17:53.317489375-03:00\"" },
	{ "time.format", "[[7604780225254587193,\"Pacific/Apia\",\"04.0RFC1123Z\"]]",
	  "\"57.2RFC1212277Z\"" },
	{ "time.format", "[[842945692900179658,\"Local\",\"03:04:05.000\"]]", "\"07:34:52.900\"" },
};

static const struct rego_row rows_time_date[] = {
	{ "time.date", "[-1273249885953983799]", "[1929, 8, 27]" },
	{ "time.date", "[-2918442301420042831]", "[1877, 7, 8]" },
	{ "time.date", "[1522524569476681628]", "[2018, 3, 31]" },
	{ "time.date", "[6415891002574880020]", "[2173, 4, 23]" },
	{ "time.date", "[[-1572529480094794175]]", "[1920, 3, 3]" },
	{ "time.date", "[[-212307249887101020]]", "[1963, 4, 10]" },
	{ "time.date", "[[-2697023973148555332]]", "[1884, 7, 14]" },
	{ "time.date", "[[-6200696402884266865,\"EST5EDT\"]]", "[1773, 7, 4]" },
	{ "time.date", "[[183963747847154948,\"EST\"]]", "[1975, 10, 31]" },
	{ "time.date", "[[2783810009765318333]]", "[2058, 3, 20]" },
	{ "time.date", "[[5276138030336843580,\"Europe/Berlin\"]]", "[2137, 3, 12]" },
	{ "time.date", "[[7532662915430222124,\"Pacific/Apia\"]]", "[2208, 9, 14]" },
	{ "time.date", "[[951782400000000000,\"Asia/Tokyo\"]]", "[2000, 2, 29]" },
	{ "time.date", "[[false,{\"$set\":[false]},\"\\u01c5abc\"]]",
	  "eval_type_error: time.date: operand 1 must be number but got boolean" },
};

static const struct rego_row rows_time_clock[] = {
	{ "time.clock", "[-2450566054070522338]", "[23, 12, 25]" },
	{ "time.clock", "[450252923594991309]", "[6, 15, 23]" },
	{ "time.clock", "[[-1,\"EST5EDT\"]]", "[18, 59, 59]" },
	{ "time.clock", "[[-1000000001,\"Europe/Berlin\"]]", "[0, 59, 58]" },
	{ "time.clock", "[[-2564246250621190762,\"\"]]", "[5, 22, 29]" },
	{ "time.clock", "[[-7597085943400256524,\"Australia/Sydney\"]]", "[4, 25, 48]" },
	{ "time.clock", "[[-7655281110791425531]]", "[5, 1, 29]" },
	{ "time.clock", "[[-9223372036854775808]]", "[0, 12, 43]" },
	{ "time.clock", "[[0,\"Etc/GMT+5\"]]", "[19, 0, 0]" },
	{ "time.clock", "[[2763309581596396702,\"America/New_York\"]]", "[13, 59, 41]" },
	{ "time.clock", "[[5887487264822622862,\"Pacific/Apia\"]]", "[18, 7, 44]" },
	{ "time.clock", "[[7271491781584164589,\"Etc/GMT+5\"]]", "[13, 49, 41]" },
	{ "time.clock", "[[80724532220836362,\"America/New_York\"]]", "[3, 28, 52]" },
	{ "time.clock", "[[9223372036854775807]]", "[23, 47, 16]" },
};

static const struct rego_row rows_time_weekday[] = {
	{ "time.weekday", "[\"%d\"]",
	  "eval_type_error: time.weekday: operand 1 must be either number (ns) or [number (ns), "
	  "string (tz)] but got string" },
	{ "time.weekday", "[-1191756580743942828]", "\"Sunday\"" },
	{ "time.weekday", "[-3531501167060353924]", "\"Wednesday\"" },
	{ "time.weekday", "[1895644363502786150]", "\"Saturday\"" },
	{ "time.weekday", "[805359053687924519]", "\"Monday\"" },
	{ "time.weekday", "[951782400000000000]", "\"Tuesday\"" },
	{ "time.weekday", "[[-1204273268205994797,\"Foo/Bar\"]]",
	  "eval_builtin_error: time.weekday: unknown time zone Foo/Bar" },
	{ "time.weekday", "[[-2363189221437704023]]", "\"Monday\"" },
	{ "time.weekday", "[[-3238012562831464332,\"Local\"]]", "\"Friday\"" },
	{ "time.weekday", "[[1.5,\"America/New_York\"]]",
	  "eval_builtin_error: time.weekday: timestamp too big" },
	{ "time.weekday", "[[1028138662239146829,\"zone.tab\"]]",
	  "eval_builtin_error: time.weekday: malformed time zone information" },
	{ "time.weekday", "[[2708665752673050378,\"America\"]]",
	  "eval_builtin_error: time.weekday: is a directory" },
	{ "time.weekday", "[[3593767191098445137,\"Asia/Tehran\"]]", "\"Thursday\"" },
	{ "time.weekday", "[{\"$set\":[[],null,{\"$obj\":[]}]}]",
	  "eval_type_error: time.weekday: operand 1 must be either number (ns) or [number (ns), "
	  "string (tz)] but got set" },
};

static const struct rego_row rows_time_add_date[] = {
	{ "time.add_date", "[1000000000,-3,1,0]", "-92015999000000000" },
	{ "time.add_date", "[1023269067044414368,10,-2,10]", "1334481867044414368" },
	{ "time.add_date", "[1600000000123456789,11,-100,3]", "1684240000123456789" },
	{ "time.add_date", "[9072216626982793319,2,-2,100]", "9138658226982793319" },
	{ "time.add_date", "[951782400000000000,-100,3,2]", "-2196028800000000000" },
	{ "time.add_date", "[951782400000000000,-2,100,10]", "1152403200000000000" },
	{ "time.add_date", "[[-1727068177113941537,\"EST5EDT\"],1,100,10]",
	  "-1431580177113941537" },
	{ "time.add_date", "[[-1734384749962396125,\"Asia/Tokyo\"],-2,10,-2]",
	  "-1771363949962396125" },
	{ "time.add_date", "[[-6587357402599576738,\"Local\"],2,10,3]", "-6497587802599576738" },
	{ "time.add_date", "[[1,\"Asia/Tehran\"],3,0,3]", "94953600000000001" },
	{ "time.add_date", "[[3134537116178049879,\"Europe/Berlin\"],5,5,-1]",
	  "3305436316178049879" },
	{ "time.add_date", "[[3379170029773406773,\"\"],10,2,1]", "3699886829773406773" },
	{ "time.add_date", "[[3773301367637951759,\"Asia/Kolkata\"],1,3,0]",
	  "3812786167637951759" },
	{ "time.add_date", "[[951782400000000000,\"Asia/Kolkata\"],-1,2,5]", "925776000000000000" },
};

static const struct rego_row rows_time_diff[] = {
	{ "time.diff", "[1000000000,8607945794652230976]", "[272, 9, 10, 0, 3, 13]" },
	{ "time.diff", "[1700000000000000000,[-1033134090492023944,\"Local\"]]",
	  "[86, 7, 8, 11, 54, 51]" },
	{ "time.diff", "[1e18,[-623177856844244973,\"Europe/Berlin\"]]", "[51, 5, 5, 18, 44, 17]" },
	{ "time.diff", "[5197620290177798564,[1]]", "[164, 8, 14, 15, 24, 50]" },
	{ "time.diff", "[5950183786978077580,1e18]", "[156, 10, 12, 19, 3, 6]" },
	{ "time.diff", "[[-1],1e18]", "[31, 8, 8, 1, 46, 41]" },
	{ "time.diff", "[[-2266961407799106105,\"EST5EDT\"],1552373828454242740]",
	  "[121, 0, 11, 7, 27, 16]" },
	{ "time.diff", "[[-3787713775336048728],73586944751620037]", "[122, 4, 10, 23, 32, 0]" },
	{ "time.diff", "[[-7364287838943582384],[1e18,\"Africa/Casablanca\"]]",
	  "[265, 0, 19, 21, 17, 19]" },
	{ "time.diff", "[[-9223372036854775808,\"EST5EDT\"],3498264823058289823]",
	  "[403, 1, 17, 4, 1, 0]" },
	{ "time.diff", "[[-9223372036854775808],[-2920480230483882764,\"Asia/Tokyo\"]]",
	  "[199, 8, 24, 3, 16, 46]" },
	{ "time.diff", "[[3864295957375490359,\"America/Sao_Paulo\"],[2728885814514743712]]",
	  "[35, 11, 22, 7, 42, 23]" },
	{ "time.diff", "[[7709664565363161771,\"America/St_Johns\"],-3992242112468923157]",
	  "[370, 9, 24, 18, 38, 50]" },
	{ "time.diff", "[[923093326124221279],[-1983453018456625428]]", "[92, 1, 6, 13, 59, 5]" },
};

static const struct rego_row rows_time_parse_ns[] = {
	{ "time.parse_ns", "[\"\",\"\"]",
	  "eval_builtin_error: time.parse_ns: time outside of valid range" },
	{ "time.parse_ns", "[\"2006-002\",\"2020-060\"]", "1582934400000000000" },
	{ "time.parse_ns", "[\"2006-01-02T15:04:05Z07:00\",\"2020-01-01T00:00:00,5Z\"]",
	  "1577836800500000000" },
	{ "time.parse_ns", "[\"RFC1123\",\"ABCD\"]",
	  "eval_builtin_error: time.parse_ns: parsing time \"ABCD\" as \"Mon, 02 Jan 2006 15:04:05 "
	  "MST\": cannot parse \"ABCD\" as \"Mon\"" },
	{ "time.parse_ns", "[\"RFC1123Z\",\"2021-366\"]",
	  "eval_builtin_error: time.parse_ns: parsing time \"2021-366\" as \"Mon, 02 Jan 2006 "
	  "15:04:05 -0700\": cannot parse \"2021-366\" as \"Mon\"" },
	{ "time.parse_ns", "[\"RFC3339\",\"2020-02-29T00:00:00+01:00\"]", "1582930800000000000" },
	{ "time.parse_ns", "[\"RFC3339\",\"2262-04-11T23:47:16.854775808Z\"]",
	  "eval_builtin_error: time.parse_ns: time outside of valid range" },
	{ "time.parse_ns", "[\"RFC3339Nano\",\"1677-09-21T00:12:43.145224192Z\"]",
	  "-9223372036854775808" },
	{ "time.parse_ns", "[\"UnixDate\",\"Mon Jan 2 15:04:05 MST 2006\"]",
	  "1136214245000000000" },
	{ "time.parse_ns", "[\"x\",\"2262-04-11T23:47:16.854775808Z\"]",
	  "eval_builtin_error: time.parse_ns: parsing time \"2262-04-11T23:47:16.854775808Z\" as "
	  "\"x\": cannot parse \"2262-04-11T23:47:16.854775808Z\" as \"x\"" },
	{ "time.parse_ns", "[\"x\",\"x\"]",
	  "eval_builtin_error: time.parse_ns: time outside of valid range" },
	{ "time.parse_ns", "[999,\"9999-12-31T23:59:59Z\"]",
	  "eval_type_error: time.parse_ns: operand 1 must be string but got number" },
	{ "time.parse_ns", "[{\"$obj\":[[\"B\\u00df/-\\u00e9\",[]],[\"0x10\",\"FOO\"]]},\"x\"]",
	  "eval_type_error: time.parse_ns: operand 1 must be string but got object" },
	{ "time.parse_ns", "[{\"$obj\":[[\"aaaa\\u00a0x\\u00a0\",[\"\",null,\"\"]]]},\"+05\"]",
	  "eval_type_error: time.parse_ns: operand 1 must be string but got object" },
};

static const struct rego_row rows_time_parse_rfc3339_ns[] = {
	{ "time.parse_rfc3339_ns", "[\"0000-01-01T00:00:00Z\"]",
	  "eval_builtin_error: time.parse_rfc3339_ns: time outside of valid range" },
	{ "time.parse_rfc3339_ns", "[\"13:04PM\"]",
	  "eval_builtin_error: time.parse_rfc3339_ns: parsing time \"13:04PM\" as "
	  "\"2006-01-02T15:04:05Z07:00\": cannot parse \"13:04PM\" as \"2006\"" },
	{ "time.parse_rfc3339_ns", "[\"1677-09-21T00:12:43.145224192Z\"]", "-9223372036854775808" },
	{ "time.parse_rfc3339_ns", "[\"1}000-.\"]",
	  "eval_builtin_error: time.parse_rfc3339_ns: parsing time \"1}000-.\" as "
	  "\"2006-01-02T15:04:05Z07:00\": cannot parse \"1}000-.\" as \"2006\"" },
	{ "time.parse_rfc3339_ns", "[\"2006-01-02T15:04:05Z\"]", "1136214245000000000" },
	{ "time.parse_rfc3339_ns", "[\"2020-01-01T00:00:00,5Z\"]", "1577836800500000000" },
	{ "time.parse_rfc3339_ns", "[\"2020-01-01T00:00:00.1234567891234Z\"]",
	  "1577836800123456789" },
	{ "time.parse_rfc3339_ns", "[\"2020-01-01T00:00:00.123Z\"]", "1577836800123000000" },
	{ "time.parse_rfc3339_ns", "[\"2020-01-01T00:00:60Z\"]",
	  "eval_builtin_error: time.parse_rfc3339_ns: parsing time \"2020-01-01T00:00:60Z\": "
	  "second out of range" },
	{ "time.parse_rfc3339_ns", "[\"2020-02-29T00:00:00+01:00\"]", "1582930800000000000" },
	{ "time.parse_rfc3339_ns", "[-7688756298834374335140456]",
	  "eval_type_error: time.parse_rfc3339_ns: operand 1 must be string but got number" },
	{ "time.parse_rfc3339_ns", "[{\"$obj\":[[\"\\u00df\",{\"$set\":[\"null\"]}]]}]",
	  "eval_type_error: time.parse_rfc3339_ns: operand 1 must be string but got object" },
	{ "time.parse_rfc3339_ns", "[{\"$set\":[-0,\"bar\"]}]",
	  "eval_type_error: time.parse_rfc3339_ns: operand 1 must be string but got set" },
	{ "time.parse_rfc3339_ns", "[{\"$set\":[[],[\"aaa\",null],false]}]",
	  "eval_type_error: time.parse_rfc3339_ns: operand 1 must be string but got set" },
};

static const struct rego_row rows_time_parse_duration_ns[] = {
	{ "time.parse_duration_ns", "[\"-.5d\"]", "-43200000000000" },
	{ "time.parse_duration_ns", "[\".5s1m\"]", "60500000000" },
	{ "time.parse_duration_ns", "[\"0.1d1.s\"]", "8641000000000" },
	{ "time.parse_duration_ns", "[\"0d\"]", "0" },
	{ "time.parse_duration_ns", "[\"1.5d.5d\"]", "172800000000000" },
	{ "time.parse_duration_ns", "[\"1\\u03bcs1ms\"]", "1001000" },
	{ "time.parse_duration_ns", "[\"1h\"]", "3600000000000" },
	{ "time.parse_duration_ns", "[\"1h1m1s\"]", "3661000000000" },
	{ "time.parse_duration_ns", "[\"1h1m1s9223372036854775807ns\"]",
	  "eval_builtin_error: time.parse_duration_ns: time: invalid duration "
	  "\"1h1m1s9223372036854775807ns\"" },
	{ "time.parse_duration_ns", "[\"1ms.5s\"]", "501000000" },
	{ "time.parse_duration_ns", "[\"1ns\"]", "1" },
	{ "time.parse_duration_ns", "[\"1ns1\\u00b5s\"]", "1001" },
	{ "time.parse_duration_ns", "[\"1y\"]", "31536000000000000" },
	{ "time.parse_duration_ns", "[[]]",
	  "eval_type_error: time.parse_duration_ns: operand 1 must be string but got array" },
};

static const struct rego_row rows_time_now_ns[] = {
	{ "time.now_ns", "[]", "1700000000000000000" },
};

static void test_time_format(void)
{
	CHECK_ROWS(rows_time_format);
}

static void test_time_date(void)
{
	CHECK_ROWS(rows_time_date);
}

static void test_time_clock(void)
{
	CHECK_ROWS(rows_time_clock);
}

static void test_time_weekday(void)
{
	CHECK_ROWS(rows_time_weekday);
}

static void test_time_add_date(void)
{
	CHECK_ROWS(rows_time_add_date);
}

static void test_time_diff(void)
{
	CHECK_ROWS(rows_time_diff);
}

static void test_time_parse_ns(void)
{
	CHECK_ROWS(rows_time_parse_ns);
}

static void test_time_parse_rfc3339_ns(void)
{
	CHECK_ROWS(rows_time_parse_rfc3339_ns);
}

static void test_time_parse_duration_ns(void)
{
	CHECK_ROWS(rows_time_parse_duration_ns);
}

static void test_time_now_ns(void)
{
	CHECK_ROWS(rows_time_now_ns);
}

static const struct check_case cases[] = {
	{ "time.format", test_time_format },
	{ "time.date", test_time_date },
	{ "time.clock", test_time_clock },
	{ "time.weekday", test_time_weekday },
	{ "time.add_date", test_time_add_date },
	{ "time.diff", test_time_diff },
	{ "time.parse_ns", test_time_parse_ns },
	{ "time.parse_rfc3339_ns", test_time_parse_rfc3339_ns },
	{ "time.parse_duration_ns", test_time_parse_duration_ns },
	{ "time.now_ns", test_time_now_ns },
};

CHECK_MAIN(cases)
