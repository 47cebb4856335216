// hashes COUNT KIBIBYTES OPERATIONS: prints "PIN<TAB>Argon2id string" lines, with PINs that the policy accepts.
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Six digits of which no three are equal or step by one.
static void make_pin(char pin[7]) {
    for (int i = 0; i < 6; i++) {
        int digit, step, is_run;
        do {
            digit = '0' + (int)randombytes_uniform(10);
            step = i > 0 ? digit - pin[i - 1] : 9;
            is_run = i > 1 && step >= -1 && step <= 1 && step == pin[i - 1] - pin[i - 2];
        } while (is_run);
        pin[i] = (char)digit;
    }
    pin[6] = '\0';
}

int main(int count, char **arguments) {
    if (count != 4 || sodium_init() < 0) {
        fprintf(stderr, "usage: hashes COUNT KIBIBYTES OPERATIONS\n");
        return 64;
    }
    size_t memory = (size_t)atol(arguments[2]) << 10;
    unsigned long long operations = strtoull(arguments[3], NULL, 10);
    for (int left = atoi(arguments[1]); left > 0; left--) {
        char pin[7], encoded[crypto_pwhash_STRBYTES];
        make_pin(pin);
        if (crypto_pwhash_str_alg(encoded, pin, strlen(pin), operations, memory, crypto_pwhash_ALG_ARGON2ID13)) {
            perror("hashes: crypto_pwhash_str_alg");
            return 1;
        }
        printf("%s\t%s\n", pin, encoded);
    }
    return 0;
}
