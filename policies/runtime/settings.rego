# SPDX-License-Identifier: BSD-2-Clause
# What a site may want to have otherwise.  Each value here is the default: data.settings wins,
# as from a file with {"settings": {"servers": ["ours"]}} that is given with -d, too, or that
# stands at the top of a directory that is.
package ss.settings

shells := data.settings.shells if {
	data.settings.shells
} else := {"ash", "bash", "busybox", "dash", "fish", "ksh", "mksh", "sh", "tcsh", "zsh"}

# Interpreters that are used to talk over the network by hand.
interpreters := data.settings.interpreters if {
	data.settings.interpreters
} else := {"perl", "php", "python", "python2", "python3", "ruby", "lua", "node", "awk", "gawk", "socat", "nc", "ncat", "netcat"}

# Services from which no shell is expected.
servers := data.settings.servers if {
	data.settings.servers
} else := {"apache2", "httpd", "nginx", "php-fpm", "java", "node", "mysqld", "postgres", "redis-server", "tomcat", "gunicorn", "uwsgi"}

# Who may write what only administration writes.
administrators := data.settings.administrators if {
	data.settings.administrators
} else := {
	"adduser", "apt", "apt-get", "chage", "chfn", "chpasswd", "chsh", "crontab", "dnf", "dpkg", "gpasswd", "groupadd",
	"groupdel", "groupmod", "passwd", "pwck", "rpm", "systemd", "unattended-upgrade", "useradd", "userdel", "usermod",
	"vipw", "visudo", "yum",
}

# Files whose change is worth a word; a directory ends with a slash.
sensitive := data.settings.sensitive if {
	data.settings.sensitive
} else := {
	"/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/sudoers", "/etc/sudoers.d/", "/etc/pam.d/",
	"/etc/ssh/", "/etc/ld.so.preload", "/etc/crontab", "/etc/cron.d/", "/var/spool/cron/", "/etc/systemd/system/",
	"/usr/lib/systemd/system/", "/etc/profile.d/", "/root/.ssh/", "/boot/",
}

# Where programs of the system live.
binaries := data.settings.binaries if {
	data.settings.binaries
} else := {"/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/lib/", "/usr/local/bin/", "/usr/local/sbin/"}

# Networks that may be talked to from anywhere.
networks := data.settings.networks if {
	data.settings.networks
} else := [
	"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16",
	"::1/128", "fc00::/7", "fe80::/10",
]

# Setuid programs that are expected to run.
setuid := data.settings.setuid if {
	data.settings.setuid
} else := {
	"/usr/bin/chage", "/usr/bin/chfn", "/usr/bin/chsh", "/usr/bin/crontab", "/usr/bin/fusermount3", "/usr/bin/gpasswd",
	"/usr/bin/mount", "/usr/bin/newgidmap", "/usr/bin/newgrp", "/usr/bin/newuidmap", "/usr/bin/passwd", "/usr/bin/pkexec",
	"/usr/bin/ssh-agent", "/usr/bin/su", "/usr/bin/sudo", "/usr/bin/umount", "/usr/sbin/unix_chkpwd",
}

# Rules whose findings end the process: none, until somebody says so.
kill := data.settings.kill if {
	data.settings.kill
} else := set()

# What an image holds: {"nginx:1.25": {"files": ["/usr/sbin/nginx"]}}.
manifest := data.settings.manifest if {
	data.settings.manifest
} else := {}
