# fish completion for guatu. The program itself says what may follow: verbs, options, their arguments, files, targets.
function __guatu_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    for line in ($words[1] __complete -- $words[2..-1] "$word" 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path "$word"
        else
            printf '%s\n' $line
        end
    end
end
complete -c guatu -f -a '(__guatu_complete)'
