/** Secrets do not reach a screen. */
import assert from "node:assert/strict";
import test from "node:test";
import { maskText, preview, previewOptions } from "../../src/values/index.js";
import { shown } from "./support.js";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

test("values of properties that are called as secrets are", () => {
    const names = [
        "password", "passwd", "userPassword", "token", "accessToken", "refresh_token", "secret", "clientSecret",
        "authorization", "Authorization", "cookie", "set-cookie", "apiKey", "api_key", "X-API-Key", "privateKey",
        "sessionId", "jwt", "csrfToken",
    ];
    for (const name of names) {
        assert.match(shown({ [name]: "hunter2" }), /: •••\}$/, name);
    }
});

test("other properties are shown", () => {
    const kept = { author: 1, keyboard: 2, pass: "x", compass: 3, key: 4, monkey: 5 };
    assert.equal(shown(kept), "{author: 1, keyboard: 2, pass: •••, compass: 3, key: 4, monkey: 5}");
});

test("that a secret is missing is no secret", () => {
    assert.equal(shown({ token: null, password: undefined }), "{token: null, password: undefined}");
});

test("a field is hidden by the name that stands beside it", () => {
    assert.equal(shown({ name: "password", value: "hunter2" }), '{name: "password", value: •••}');
    assert.equal(shown([{ key: "Cookie", value: "a=b" }]), '[{key: "Cookie", value: •••}]');
    assert.equal(shown({ name: "age", value: 3 }), '{name: "age", value: 3}');
});

test("a whole object is hidden by its name, and so is what a map holds under one", () => {
    assert.equal(shown({ credentials: { user: "ada" } }), "{credentials: •••}");
    assert.equal(shown(new Map([["token", 1]])), 'Map(1) {"token" => •••}');
});

test("texts that look like a secret are hidden, whatever they are called", () => {
    assert.equal(shown(JWT), "string 9 •••");
    assert.equal(shown({ t: JWT }), '{t: "•••"}');
    assert.equal(shown([JWT.slice(0, 30)]), '["•••"]');
    assert.equal(shown("Bearer abcdefgh12345678"), "string 16 Bearer •••");
    assert.equal(shown({ url: "https://ada:lovelace@host/" }), '{url: "https://ada:•••@host/"}');
    assert.equal(shown({ q: "?id=3&token=abc123&x=1" }), '{q: "?id=3&token=•••&x=1"}');
    assert.equal(shown('{"user":"ada","password":"lovelace"}'), 'string 37 {"user":"ada","password":"•••"}');
    assert.match(shown(new Error(`refused: ${JWT}`)), /^error 0 Error: refused: ••• /);
});

test("what only reads like one is shown", () => {
    const texts = ["basic understanding", "the bearer of news", "eyJ", "key: a", "http://host:80/a@b", "passing by"];
    for (const text of texts) {
        assert.equal(shown(text), `string ${text.length} ${text}`);
    }
});

test("looking for secrets takes no time that grows with the square of a text", () => {
    const text = "key" + "a".repeat(200_000);
    assert.equal(maskText(text), text);
});

test("a secret that begins before the text is cut does not stick out", () => {
    const { text } = preview("x".repeat(100) + " " + JWT);
    assert.equal(text, "x".repeat(100) + " •••");
    assert.ok(!String(preview({ long: "x".repeat(40) + " " + JWT }).text).includes("eyJ"));
});

test("an object that is kept by a secret does not tell it", () => {
    assert.equal(shown({ [JWT]: 1 }), '{"•••": 1}');
    assert.equal(shown(new Map([[JWT, 1]])), 'Map(1) {"•••" => 1}');
});

test("an app adds names and paths of its own", () => {
    const options = previewOptions({ mask: [/^phone/i, "user.email"] });
    const value = { phoneNumber: 1, user: { email: "a@b", id: 3 }, email: "c@d", token: 1 };
    assert.equal(shown(value, options), '{phoneNumber: •••, user: {email: •••, id: 3}, email: "c@d", token: •••}');
});

test("a pattern that remembers its place works all the same", () => {
    const pattern = /phone/g, options = previewOptions({ mask: pattern });
    assert.equal(shown([{ phone: 1 }, { phone1: 1 }, { phone2: 1 }], options), "[{phone: •••}, {phone1: •••}, {phone2: •••}]");
    assert.equal(pattern.lastIndex, 0);
});

test("an app has only its own names, or none masked", () => {
    assert.equal(shown({ token: 1, x: 2 }, previewOptions({ mask: { names: "x", defaults: false } })), "{token: 1, x: •••}");
    assert.equal(shown({ token: JWT.slice(0, 9) }, previewOptions({ mask: false })), '{token: "eyJhbGciO"}');
});

test("what is no pattern is refused, and the message says what is", () => {
    assert.throws(() => previewOptions({ mask: /** @type {any} */ (3) }),
        { name: "TypeError", message: /mask takes names and regular expressions, not number/ });
});

test("the name of the stream or argument counts as one", () => {
    assert.equal(shown("hunter2", undefined, "password$"), "•••");
    assert.equal(shown("hunter2", undefined, "$args.0.apiKey"), "•••");
    assert.equal(shown("hunter2", undefined, "clock$"), "string 7 hunter2");
});

test("lines of the log are cleaned as well", () => {
    assert.equal(maskText("sent Bearer abcdefgh12345678 on"), "sent Bearer ••• on");
});
