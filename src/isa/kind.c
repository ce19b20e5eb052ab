/* kind.c - names of the kinds of operation and of places. */
#include "isa/kind.h"

#include <string.h>

/* Index KIND_NONE is no name a file can use. */
static const char *const names[KIND_COUNT] = {
    [KIND_NONE] = "none",
    [KIND_ALU] = "alu",
    [KIND_ALU_SHIFT] = "alu.shift",
    [KIND_MUL] = "mul",
    [KIND_MUL_HIGH] = "mul.high",
    [KIND_DIV] = "div",
    [KIND_FP] = "fp",
    [KIND_FP_ADD] = "fp.add",
    [KIND_FP_MUL] = "fp.mul",
    [KIND_FP_FMA] = "fp.fma",
    [KIND_FP_DIV] = "fp.div",
    [KIND_FP_SQRT] = "fp.sqrt",
    [KIND_FP_CMP] = "fp.cmp",
    [KIND_FP_CVT] = "fp.cvt",
    [KIND_LOAD] = "load",
    [KIND_STORE] = "store",
    [KIND_AMO] = "amo",
    [KIND_BRANCH] = "branch",
    [KIND_JUMP] = "jump",
    [KIND_JUMP_DIRECT] = "jump.direct",
    [KIND_JUMP_INDIRECT] = "jump.indirect",
    [KIND_CSR] = "csr",
    [KIND_FENCE] = "fence",
    [KIND_SYSTEM] = "system",
};

const char *kind_name(enum kind k)
{
    return (unsigned)k < KIND_COUNT ? names[k] : "?";
}

enum kind kind_parent(enum kind k)
{
    const char *name = kind_name(k), *dot = strchr(name, '.');
    for (int i = KIND_ALU; dot && i < KIND_COUNT; i++) {
        if (strlen(names[i]) == (size_t)(dot - name) && strncmp(names[i], name, (size_t)(dot - name)) == 0) {
            return (enum kind)i;
        }
    }
    return KIND_NONE;
}

enum kind kind_by_name(const char *name)
{
    for (int i = KIND_ALU; i < KIND_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            return (enum kind)i;
        }
    }
    return KIND_NONE;
}

const char *const *kind_names(unsigned *n)
{
    *n = KIND_COUNT - KIND_ALU;
    return names + KIND_ALU;
}

const char *place_name(enum place p)
{
    static const char *const places[PLACE_COUNT] = {
        [PLACE_DECODE] = "decode",   [PLACE_ALU] = "alu",     [PLACE_MUL] = "mul",
        [PLACE_DIV] = "div",         [PLACE_FP] = "fp",       [PLACE_LOAD] = "load",
        [PLACE_ADDRESS] = "address", [PLACE_STORE] = "store", [PLACE_BRANCH] = "branch",
        [PLACE_CSR] = "csr",
    };
    return (unsigned)p < PLACE_COUNT ? places[p] : "?";
}
