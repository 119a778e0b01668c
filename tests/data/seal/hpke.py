"""Opening HPKE (RFC 9180) base-mode messages with X-Wing, HKDF-SHA256 and ChaCha20-Poly1305.

X-Wing is ML-KEM-768 (FIPS 203) joined with X25519 (RFC 7748); ChaCha20-Poly1305 is RFC 8439.
Standard library only, written for reading: neither fast nor constant-time, for tests only.
"""

import functools
import hashlib
import hmac

# ML-KEM-768

Q, K, DU, DV = 3329, 3, 10, 4


def bit_reverse(i):
    return int(f"{i:07b}"[::-1], 2)


ZETAS = [pow(17, bit_reverse(i), Q) for i in range(128)]
GAMMAS = [pow(17, 2 * bit_reverse(i) + 1, Q) for i in range(128)]


def ntt(f):
    f, i, length = list(f), 1, 128
    while length >= 2:
        for start in range(0, 256, 2 * length):
            zeta, i = ZETAS[i], i + 1
            for j in range(start, start + length):
                t = zeta * f[j + length] % Q
                f[j], f[j + length] = (f[j] + t) % Q, (f[j] - t) % Q
        length //= 2
    return f


def inverse_ntt(f):
    f, i, length = list(f), 127, 2
    while length <= 128:
        for start in range(0, 256, 2 * length):
            zeta, i = ZETAS[i], i - 1
            for j in range(start, start + length):
                t = f[j]
                f[j] = (t + f[j + length]) % Q
                f[j + length] = zeta * (f[j + length] - t) % Q
        length *= 2
    return [x * 3303 % Q for x in f]


def multiply(f, g):
    h = [0] * 256
    for i in range(128):
        a, b, c, d = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        h[2 * i] = (a * c + b * d % Q * GAMMAS[i]) % Q
        h[2 * i + 1] = (a * d + b * c) % Q
    return h


def plus(f, g):
    return [(a + b) % Q for a, b in zip(f, g)]


def inner(fs, gs):
    return functools.reduce(plus, (multiply(f, g) for f, g in zip(fs, gs)))


def byte_encode(d, f):
    number = sum(x << (d * i) for i, x in enumerate(f))
    return number.to_bytes(32 * d, "little")


def byte_decode(d, data):
    number = int.from_bytes(data, "little")
    return [number >> (d * i) & ((1 << d) - 1) for i in range(256)]


def compress(d, f):
    return [((x << d) * 2 + Q) // (2 * Q) & ((1 << d) - 1) for x in f]


def decompress(d, f):
    return [(x * Q * 2 + (1 << d)) >> (d + 1) for x in f]


def sample_ntt(seed):
    data, f = hashlib.shake_128(seed).digest(3 * 400), []
    for i in range(0, len(data), 3):
        a, b, c = data[i : i + 3]
        for x in (a + 256 * (b % 16), b // 16 + 16 * c):
            if x < Q and len(f) < 256:
                f.append(x)
    assert len(f) == 256
    return f


def sample_cbd(seed, n):
    """Coefficients of the centred binomial distribution with eta = 2."""
    bits = int.from_bytes(hashlib.shake_256(seed + bytes([n])).digest(128), "little")
    bit = lambda i: bits >> i & 1  # noqa: E731
    return [(bit(4 * i) + bit(4 * i + 1) - bit(4 * i + 2) - bit(4 * i + 3)) % Q for i in range(256)]


@functools.lru_cache
def matrix(rho):
    return [[sample_ntt(rho + bytes([j, i])) for j in range(K)] for i in range(K)]


def mlkem_key(d):
    """(ek, s_hat) of the seed d."""
    g = hashlib.sha3_512(d + bytes([K])).digest()
    rho, sigma = g[:32], g[32:]
    s = [ntt(sample_cbd(sigma, n)) for n in range(K)]
    e = [ntt(sample_cbd(sigma, K + n)) for n in range(K)]
    t = [plus(inner(row, s), e[i]) for i, row in enumerate(matrix(rho))]
    return b"".join(byte_encode(12, f) for f in t) + rho, s


def encrypt(ek, m, r):
    t = [byte_decode(12, ek[384 * i : 384 * (i + 1)]) for i in range(K)]
    a = matrix(ek[384 * K :])
    y = [ntt(sample_cbd(r, n)) for n in range(K)]
    e1 = [sample_cbd(r, K + n) for n in range(K)]
    u = [plus(inverse_ntt(inner([row[i] for row in a], y)), e1[i]) for i in range(K)]
    mu = decompress(1, byte_decode(1, m))
    v = plus(plus(inverse_ntt(inner(t, y)), sample_cbd(r, 2 * K)), mu)
    return b"".join(byte_encode(DU, compress(DU, f)) for f in u) + byte_encode(DV, compress(DV, v))


def mlkem_decapsulate(ek, s, z, c):
    u = [decompress(DU, byte_decode(DU, c[320 * i : 320 * (i + 1)])) for i in range(K)]
    v = decompress(DV, byte_decode(DV, c[320 * K :]))
    noise = inverse_ntt(inner(s, [ntt(f) for f in u]))
    m = byte_encode(1, compress(1, [(a - b) % Q for a, b in zip(v, noise)]))
    g = hashlib.sha3_512(m + hashlib.sha3_256(ek).digest()).digest()
    if encrypt(ek, m, g[32:]) != c:
        return hashlib.shake_256(z + c).digest(32)
    return g[:32]


# X25519

P = 2**255 - 19


def x25519(scalar, point):
    k = int.from_bytes(scalar, "little") & ~7 & ~(128 << 248) | 64 << 248
    u = int.from_bytes(point, "little") & (2**255 - 1)
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P, b * b % P, d * a % P, c * b % P
        x3, z3 = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, (aa - bb) * (aa + 121665 * (aa - bb)) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


# X-Wing


@functools.lru_cache
def expand(secret):
    seeds = hashlib.shake_256(secret).digest(96)
    ek, s = mlkem_key(seeds[:32])
    return ek, s, seeds[32:64], seeds[64:], x25519(seeds[64:], (9).to_bytes(32, "little"))


def public_key(secret):
    """The 1,216 bytes of the public key of a 32-byte secret."""
    ek, _, _, _, pk_x = expand(secret)
    return ek + pk_x


def decapsulate(secret, enc):
    ek, s, z, sk_x, pk_x = expand(secret)
    ct_x = enc[1088:]
    shared = mlkem_decapsulate(ek, s, z, enc[:1088]) + x25519(sk_x, ct_x)
    return hashlib.sha3_256(shared + ct_x + pk_x + b"\\.//^\\").digest()


# ChaCha20-Poly1305


def chacha20_block(key, counter, nonce):
    words = [int.from_bytes(w, "little") for w in (b"expa", b"nd 3", b"2-by", b"te k")]
    words += [int.from_bytes(key[i : i + 4], "little") for i in range(0, 32, 4)]
    words += [counter] + [int.from_bytes(nonce[i : i + 4], "little") for i in range(0, 12, 4)]
    x = list(words)

    def turn(d, a, s):
        d = x[d] ^ a
        return (d << s | d >> (32 - s)) & 0xFFFFFFFF

    def quarter(a, b, c, d):
        for s1, s2 in ((16, 12), (8, 7)):
            x[a] = (x[a] + x[b]) & 0xFFFFFFFF
            x[d] = turn(d, x[a], s1)
            x[c] = (x[c] + x[d]) & 0xFFFFFFFF
            x[b] = turn(b, x[c], s2)

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return b"".join(((a + b) & 0xFFFFFFFF).to_bytes(4, "little") for a, b in zip(x, words))


def poly1305(key, data):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for i in range(0, len(data), 16):
        block = int.from_bytes(data[i : i + 16] + b"\1", "little")
        total = (total + block) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")


def aead_open(key, nonce, aad, sealed):
    ciphertext, tag = sealed[:-16], sealed[-16:]
    pad16 = lambda b: b + bytes(-len(b) % 16)  # noqa: E731
    sizes = len(aad).to_bytes(8, "little") + len(ciphertext).to_bytes(8, "little")
    mac_key = chacha20_block(key, 0, nonce)[:32]
    if poly1305(mac_key, pad16(aad) + pad16(ciphertext) + sizes) != tag:
        raise ValueError("the ciphertext is not authentic")
    stream = b"".join(
        chacha20_block(key, 1 + i, nonce) for i in range(-(-len(ciphertext) // 64))
    )
    return bytes(a ^ b for a, b in zip(ciphertext, stream))


# HPKE

SUITE = b"HPKE" + bytes.fromhex("647a 0001 0003")


def extract(salt, label, ikm):
    return hmac.digest(salt, b"HPKE-v1" + SUITE + label + ikm, "sha256")


def labeled_expand(prk, label, context, length):
    # One block of HKDF-Expand, which is as long as anything asked for here.
    info = length.to_bytes(2, "big") + b"HPKE-v1" + SUITE + label + context
    return hmac.digest(prk, info + b"\1", "sha256")[:length]


def open_base(secret, enc, info, aad, sealed):
    """The plaintext of the first message sealed to `secret`'s public key."""
    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    prk = extract(decapsulate(secret, enc), b"secret", b"")
    key = labeled_expand(prk, b"key", context, 32)
    nonce = labeled_expand(prk, b"base_nonce", context, 12)
    return aead_open(key, nonce, aad, sealed)
