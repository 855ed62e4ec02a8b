@rem The npm scripts that run until Ctrl-C begin with `exec`, so that the signal reaches Node and not the shell around it.
@rem Shells of Unix know the word; this file teaches it to the one of Windows.
@%*
