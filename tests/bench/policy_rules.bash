# shellcheck shell=bash disable=SC2154,SC2016 # dir is of tests/bench/policy
# SPDX-License-Identifier: BSD-2-Clause
# Cases of tests/bench/policy with many rules of one kind: NAME_N has N of them.

# rules NAME QUERY N RULE: a policy of N rules; in RULE, # is the number of each.
rules() {
	awk -v n="$3" -v rule="$4" 'BEGIN {
		print "package rules\n"
		for (i = 0; i < n; i++) {
			text = rule
			gsub(/#/, i, text)
			print text "\n"
		}
	}' | begin "$1" "$2"
}

# events NAME N: processes, of which some are what the rules look for.
events() {
	jq -nc --argjson n "$2" '[range(10) | (. * 7919 % $n) as $hit | if . % 2 == 1 then $hit else $n + . end
		| {type: "process.exec", process: {pid: (100 + .), uid: (. % 3), comm: "tool",
		   exe: "/usr/bin/tool\(.)/run", cmdline: "tool\(.) --flag --output=/tmp/x", ip: "10.\(. / 256 | floor % 256).\(. % 256).7"},
		   host: "node\(. % 7)", group: "g\(. % 100)"}]' >"$dir/$1/inputs.json"
}

kind_rules() { # each an exact match on the path of a program
	rules "$1" data.rules.deny "$2" 'deny contains msg if {
	input.process.exe == "/usr/bin/tool#/run"
	input.process.uid == 0
	msg := "tool# is run by root"
}'
}

kind_prefix() {
	rules "$1" data.rules.deny "$2" 'deny contains "tool#" if startswith(input.process.exe, "/usr/bin/tool#/")'
}

kind_suffix() {
	rules "$1" data.rules.deny "$2" 'deny contains "tool#" if endswith(input.process.exe, "/tool#/run")'
}

kind_contains() {
	rules "$1" data.rules.deny "$2" 'deny contains "tool#" if contains(input.process.cmdline, "tool# ")'
}

kind_glob() {
	rules "$1" data.rules.deny "$2" 'deny contains "tool#" if glob.match("/usr/*/tool#/**", ["/"], input.process.exe)'
}

kind_regex() {
	rules "$1" data.rules.deny "$2" 'deny contains "tool#" if regex.match(`^tool#\s+--(flag|force)\b`, input.process.cmdline)'
}

kind_cidr() {
	awk -v n="$2" 'BEGIN {
		print "package rules\n"
		for (i = 0; i < n; i++)
			printf "deny contains \"net%d\" if net.cidr_contains(\"10.%d.%d.0/24\", input.process.ip)\n\n",
				i, i / 256 % 256, i % 256
	}' | begin "$1" data.rules.deny
}

kind_in() { # a member of a constant set
	rules "$1" data.rules.deny "$2" 'deny contains "tool#" if input.process.exe in {"/usr/bin/tool#/run", "/bin/tool#", "/sbin/tool#"}'
}

kind_keys() { # several keys, which only together decide
	awk -v n="$2" 'BEGIN {
		print "package rules\n"
		for (i = 0; i < n; i++)
			printf "deny contains \"rule%d\" if {\n\tinput.type == \"process.exec\"\n\tinput.host == \"node%d\"\n\tinput.group == \"g%d\"\n\tinput.process.uid == %d\n}\n\n",
				i, i % 7, i % 100, i % 3
	}' | begin "$1" data.rules.deny
}

kind_mixed() { # every fourth another kind of condition
	awk -v n="$2" 'BEGIN {
		print "package rules\n"
		for (i = 0; i < n; i++) {
			printf "deny contains msg if {\n\tinput.type == \"process.exec\"\n"
			if (i % 4 == 0)
				printf "\tinput.process.exe == \"/usr/bin/tool%d/run\"\n", i
			else if (i % 4 == 1)
				printf "\tstartswith(input.process.exe, \"/usr/bin/tool%d/\")\n", i
			else if (i % 4 == 2)
				printf "\tinput.process.uid > %d\n\tnot input.container\n", i
			else
				printf "\tinput.process.comm in {\"nc%d\", \"ncat%d\"}\n", i, i
			printf "\tmsg := sprintf(\"rule %d: %%s\", [input.process.exe])\n}\n\n", i
		}
	}' | begin "$1" data.rules.deny
}

kind_else() { # one rule, a chain of branches
	awk -v n="$2" 'BEGIN {
		print "package rules\n\nlevel := 0 if input.process.exe == \"/never\""
		for (i = 0; i < n; i++)
			printf "else := %d if input.process.exe == \"/usr/bin/tool%d/run\"\n", i + 1, i
	}' | begin "$1" data.rules.level
}

kind_functions() { # one function, chosen by its argument
	awk -v n="$2" 'BEGIN {
		print "package rules\n\nanswer := {\"exe\": risk(input.process.exe), \"comm\": risk(input.process.comm)}\n\ndefault risk(_) := 0\n"
		for (i = 0; i < n; i++)
			printf "risk(\"/usr/bin/tool%d/run\") := %d\n\n", i, i + 1
	}' | begin "$1" data.rules.answer
}

kind_not() { # nothing that an index could use
	rules "$1" data.rules.deny "$2" 'deny contains "rule#" if {
	not input.process.allowed
	input.process.pid != #
	input.process.pid > 108 + #
}'
}

make_many() { # NAME_N
	"kind_${1%_*}" "$1" "${1##*_}"
	events "$1" "${1##*_}"
}
