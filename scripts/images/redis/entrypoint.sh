#!/bin/sh
# Like the official image: it listens to all and without protected mode, whatever else it is told.
set -eu

if [ "${1:-}" = redis-server ]; then
  case " $* " in *' --protected-mode '*) ;; *) set -- "$@" --protected-mode no ;; esac
  case " $* " in *' --bind '*) ;; *) set -- "$@" --bind '* -::*' ;; esac
fi
exec "$@"
