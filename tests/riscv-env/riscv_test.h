/* riscv_test.h - the environment in which assembly self-tests of RISC-V run as ordinary user-mode programs.
 *
 * The public conformance suites include a header of this name, which says how a test starts and how it
 * reports. Theirs starts in machine mode and talks to a simulator's private mailbox; this one needs only the
 * system call `exit` (number 93): status 0 when all cases passed, else the number of the case that failed. So
 * a suite can be built with
 *
 *     riscv64-unknown-elf-gcc -march=rv32imac_zicsr_zifencei -mabi=ilp32 -nostdlib -nostartfiles -static \
 *         -Wl,--no-relax,-N -I tests/riscv-env -I SUITE/isa/macros/scalar SUITE/isa/rv32ui/add.S -o add.elf
 *
 * (--no-relax: gp is not the global pointer here; -N: some tests write to their code or execute their data)
 * and run by `orrery run add.elf` (or any user-mode emulator), ma_data with `--misaligned split`. It is not
 * part of the test suite that `make check` runs, which needs no cross-compiler. */
#ifndef RISCV_ENV_RISCV_TEST_H
#define RISCV_ENV_RISCV_TEST_H

/* This is assembly: */
/* clang-format off */

/* The register in which a test keeps the number of the case at hand. */
#define TESTNUM gp

/* Which instruction sets a test needs: the target decides that, nothing to switch on. */
#define RVTEST_RV32U .macro init; .endm
#define RVTEST_RV64U .macro init; .endm

#define RVTEST_CODE_BEGIN \
        .text;            \
        .globl _start;    \
_start:                   \
        li TESTNUM, 0;    \
        init

#define RVTEST_CODE_END unimp

#define RVTEST_EXIT   \
        li a7, 93;    \
        ecall;        \
        unimp

#define RVTEST_PASS   \
        fence;        \
        li a0, 0;     \
        RVTEST_EXIT

/* A failure before the first case is reported as 255. */
#define RVTEST_FAIL         \
        fence;              \
        mv a0, TESTNUM;     \
        bnez a0, 9999f;     \
        li a0, 255;         \
9999:   RVTEST_EXIT

#define EXTRA_DATA

#define RVTEST_DATA_BEGIN      \
        EXTRA_DATA             \
        .align 4;              \
        .globl begin_signature; \
begin_signature:

#define RVTEST_DATA_END        \
        .align 4;              \
        .globl end_signature;  \
end_signature:

#endif
