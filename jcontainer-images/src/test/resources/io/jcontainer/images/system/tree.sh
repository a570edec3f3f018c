# A line for each file of the tree $1: type, mode, owners, links, size, time, target; then the xattrs.
cd "$1"
find . -mindepth 1 \( -type d -printf '%P %y %m %U:%G - - %T@\n' \) -o -printf '%P %y %m %U:%G %n %s %T@ %l\n' | LC_ALL=C sort
getfattr --absolute-names -R -P -h -d -m - -e hex . 2>/dev/null | grep -v '^# file: \.$' || true
