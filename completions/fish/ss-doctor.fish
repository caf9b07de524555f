complete -c ss-doctor -f
complete -c ss-doctor -a 'ss-trace ss-reaper ss-breaker'
complete -c ss-doctor -s j -l json -d 'print one JSON object, for scripts'
complete -c ss-doctor -s b -l brief -d 'print the verdict, a line a command'
complete -c ss-doctor -s q -l quiet -d 'no messages but errors'
complete -c ss-doctor -s v -l verbose -d 'say more; twice: everything'
complete -c ss-doctor -s h -l help -d 'print this help'
complete -c ss-doctor -s V -l version -d 'print the version'
complete -c ss-doctor -l completion -x -a 'bash zsh fish' -d 'print the completions for bash, zsh or fish'
