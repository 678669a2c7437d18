# rxscope.m4: what configure.ac asks beyond the standard macros.

# RXSCOPE_FLAG(VARIABLE, FLAG): appends FLAG to VARIABLE when the compiler knows it.
AC_DEFUN([RXSCOPE_FLAG], [
    rxscope_save=$CFLAGS
    CFLAGS="$CFLAGS -Werror $2"
    AC_MSG_CHECKING([whether $CC knows $2])
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM()],
        [AC_MSG_RESULT([yes]); $1="$$1 $2"], [AC_MSG_RESULT([no])])
    CFLAGS=$rxscope_save])

# RXSCOPE_LINKER: modules bind to the rx_ functions of the program that loads them, so a program
# has to put these, and only these, into its dynamic symbol table. Linkers older than GNU ld 2.35
# and lld 11 can only put everything there.
AC_DEFUN([RXSCOPE_LINKER], [
    rxscope_save=$LDFLAGS
    EXPORT_LDFLAGS="-Wl,--export-dynamic-symbol=rx_*,--export-dynamic-symbol=rxscope_*"
    LDFLAGS="$LDFLAGS $EXPORT_LDFLAGS"
    AC_MSG_CHECKING([whether the linker knows --export-dynamic-symbol])
    AC_LINK_IFELSE([AC_LANG_PROGRAM()], [AC_MSG_RESULT([yes])],
        [AC_MSG_RESULT([no]); EXPORT_LDFLAGS="-Wl,--export-dynamic"])
    LDFLAGS=$rxscope_save
    AC_SUBST([EXPORT_LDFLAGS])
    # A program takes the public layers whole: a module may call what the program does not.
    WHOLE_LAYERS="-Wl,--whole-archive"
    m4_foreach_w([layer], [librxcore libhmr libengine], [WHOLE_LAYERS="$WHOLE_LAYERS,.libs/layer.a"
        ])
    AC_SUBST([WHOLE_LAYERS], ["$WHOLE_LAYERS,--no-whole-archive"])])

# RXSCOPE_WARNINGS: the language and the warnings, the same for every compiler.
AC_DEFUN([RXSCOPE_WARNINGS], [
    WARN_CFLAGS="-std=gnu11"
    m4_foreach_w([flag], [-Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes
                          -Wmissing-prototypes -Wvla],
        [RXSCOPE_FLAG([WARN_CFLAGS], flag)])
    AC_SUBST([WARN_CFLAGS])])

# RXSCOPE_SANITIZERS: --enable-sanitizers=address,undefined or =thread.
AC_DEFUN([RXSCOPE_SANITIZERS], [
    AC_ARG_ENABLE([sanitizers], [AS_HELP_STRING([--enable-sanitizers=LIST],
        [build with -fsanitize=LIST: address,undefined or thread])])
    AS_CASE([${enable_sanitizers:-no}],
        [no], [SAN_CFLAGS= SAN_LDFLAGS=],
        [yes], [AC_MSG_ERROR([--enable-sanitizers needs a list: address,undefined or thread])],
        [SAN_LDFLAGS="-fsanitize=$enable_sanitizers"
         SAN_CFLAGS="$SAN_LDFLAGS -fno-sanitize-recover=all -fno-omit-frame-pointer"
         rxscope_cflags=$CFLAGS; rxscope_ldflags=$LDFLAGS
         CFLAGS="$CFLAGS $SAN_CFLAGS" LDFLAGS="$LDFLAGS $SAN_LDFLAGS"
         AC_MSG_CHECKING([whether $CC links with $SAN_LDFLAGS])
         AC_LINK_IFELSE([AC_LANG_PROGRAM()], [AC_MSG_RESULT([yes])],
            [AC_MSG_RESULT([no])
             AC_MSG_ERROR([$CC has no runtime for $SAN_LDFLAGS (for clang: libclang-rt)])])
         CFLAGS=$rxscope_cflags LDFLAGS=$rxscope_ldflags])
    # A shared library must find all it calls in itself; under a sanitizer the runtime is outside.
    AS_IF([test -z "$SAN_LDFLAGS"], [DEFS_LDFLAGS="-Wl,-z,defs"])
    AC_SUBST([DEFS_LDFLAGS])
    AC_SUBST([SAN_CFLAGS])
    AC_SUBST([SAN_LDFLAGS])])

# RXSCOPE_TESTS: --enable-tests=yes fails where Check or libvterm is missing, so that a skipped
# suite cannot look like a passed one; auto builds the tests when both are there.
AC_DEFUN([RXSCOPE_TESTS], [
    AC_ARG_ENABLE([tests], [AS_HELP_STRING([--enable-tests=yes|no|auto],
        [build the tests, which need Check and libvterm (default: auto)])],
        [], [enable_tests=auto])
    rxscope_tests=no
    AS_CASE([$enable_tests],
        [no], [],
        [yes|auto],
        [PKG_CHECK_MODULES([CHECK], [check >= 0.12 vterm >= 0.1], [rxscope_tests=yes],
            [AS_IF([test "$enable_tests" = yes],
                [AC_MSG_ERROR([--enable-tests=yes needs Check and libvterm: $CHECK_PKG_ERRORS])])])],
        [AC_MSG_ERROR([--enable-tests takes yes, no or auto, not '$enable_tests'])])
    AM_CONDITIONAL([TESTS_ENABLED], [test "$rxscope_tests" = yes])])
