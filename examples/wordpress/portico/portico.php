<?php
/**
 * Plugin Name: Portico customer portal
 * Description: Shows your customer portal on a page, for whoever is signed in on this site: the shortcode [portico] and a block.
 * Version: 1.0.0
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * License: GPL-2.0-or-later
 * Text Domain: portico
 */

if (!defined('ABSPATH')) {
    exit;
}

const PORTICO_OPTION = 'portico_settings';
/** Attributes of the element that a page may set; each is checked before it is written. */
const PORTICO_ATTRIBUTES = [
    'portal' => '/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/',
    'panel' => '~^[a-z][a-z0-9/_-]{0,60}$~',
    'language' => '/^[a-z]{2}(?:-[A-Za-z]{2})?$/',
    'scheme' => '/^(?:light|dark)$/',
];

/** What wp-config.php names wins over what was typed: a key need not stand in the database. */
function portico_setting(string $name): string
{
    $constant = 'PORTICO_' . strtoupper($name);
    if (defined($constant)) {
        return trim((string) constant($constant));
    }
    $all = get_option(PORTICO_OPTION, []);
    return trim((string) (is_array($all) ? ($all[$name] ?? '') : ''));
}

/** Address of the service, without a slash at its end. */
function portico_origin(): string
{
    return rtrim(portico_setting('url'), '/');
}

function portico_base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

/**
 * A token that works once, within two minutes, for one customer. The private key is Ed25519, as `openssl genpkey
 * -algorithm ed25519` writes it.
 */
function portico_token(string $customer, string $contact = '', ?string $portal = null): string
{
    $pem = preg_replace('/-----[A-Z ]+-----|\s/', '', portico_setting('private_key'));
    $seed = substr((string) base64_decode((string) $pem, true), -32);
    if (strlen($seed) !== 32) {
        throw new RuntimeException('The private key is missing, or is no Ed25519 key.');
    }
    $secret = sodium_crypto_sign_secretkey(sodium_crypto_sign_seed_keypair($seed));
    $claims = [
        'iss' => portico_setting('vendor_id'),
        'aud' => portico_origin() . '/p/' . ($portal ?? portico_setting('portal')),
        'sub' => $customer,
        'iat' => time(),
        'exp' => time() + 120,
        'jti' => bin2hex(random_bytes(16)),
        'use' => 'launch',
    ];
    if ($contact !== '') {
        $claims['contact'] = $contact;
    }
    $header = ['alg' => 'EdDSA', 'typ' => 'portico+jwt', 'kid' => portico_setting('key_id')];
    $input = portico_base64url(json_encode($header, JSON_UNESCAPED_SLASHES))
        . '.' . portico_base64url(json_encode($claims, JSON_UNESCAPED_SLASHES));
    return $input . '.' . portico_base64url(sodium_crypto_sign_detached($input, $secret));
}

/**
 * The customer of the person who is signed in here: `ext:` and the WordPress user's id, unless the site says otherwise,
 * for instance by the company that somebody belongs to. An empty text: this person has no portal.
 */
function portico_customer(): string
{
    $user = wp_get_current_user();
    if (!$user || !$user->ID) {
        return '';
    }
    return (string) apply_filters('portico_customer', 'ext:' . $user->ID, $user);
}

/** POST /wp-json/portico/v1/token. Never in a page: pages are cached, and a token is somebody's. */
function portico_answer_token($request)
{
    $customer = portico_customer();
    $portal = (string) ($request['portal'] ?? '');
    if ($portal === '' || !preg_match(PORTICO_ATTRIBUTES['portal'], $portal)) {
        $portal = portico_setting('portal');
    }
    if ($customer === '') {
        $answer = new WP_REST_Response(null, 204);
    } else {
        $contact = (string) apply_filters('portico_contact', '', wp_get_current_user());
        $answer = new WP_REST_Response(['token' => portico_token($customer, $contact, $portal)], 200);
    }
    $answer->header('Cache-Control', 'no-store, private');
    return $answer;
}

add_action('rest_api_init', function () {
    register_rest_route('portico/v1', '/token', [
        'methods' => 'POST',
        'callback' => 'portico_answer_token',
        // WordPress takes a cookie's person only with the nonce that portico.js sends: another site cannot ask.
        'permission_callback' => '__return_true',
    ]);
});

/** The element, and the script that asks for its token. The same for everybody, so that it may be cached. */
function portico_render($given): string
{
    $given = is_array($given) ? $given : [];
    $given['portal'] = ($given['portal'] ?? '') !== '' ? $given['portal'] : portico_setting('portal');
    $attributes = '';
    foreach (PORTICO_ATTRIBUTES as $name => $shape) {
        $value = (string) ($given[$name] ?? '');
        if ($value !== '' && preg_match($shape, $value)) {
            $attributes .= sprintf(' %s="%s"', $name, esc_attr($value));
        }
    }
    $origin = portico_origin();
    if ($origin === '' || strpos($attributes, ' portal=') === false) {
        return current_user_can('manage_options')
            ? '<p>' . esc_html__('Portico: name the address and the portal under Settings, Portico.', 'portico') . '</p>'
            : '';
    }
    wp_enqueue_script('portico', plugins_url('portico.js', __FILE__), ['wp-api-fetch'], '1.0.0', true);
    wp_enqueue_script('portico-loader', $origin . '/v1/portico.js', ['portico'], null, true);
    return sprintf(
        '<portico-portal%s data-portico-wordpress><a href="%s">%s</a></portico-portal>',
        $attributes,
        esc_url($origin . '/p/' . rawurlencode((string) $given['portal'])),
        esc_html__('Open your account', 'portico')
    );
}

add_action('init', function () {
    add_shortcode('portico', 'portico_render');
    wp_register_script(
        'portico-block',
        plugins_url('block.js', __FILE__),
        ['wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-i18n'],
        '1.0.0',
        true
    );
    $text = ['type' => 'string', 'default' => ''];
    register_block_type('portico/portal', [
        'api_version' => 2,
        'title' => __('Customer portal', 'portico'),
        'category' => 'embed',
        'icon' => 'id-alt',
        'editor_script' => 'portico-block',
        'attributes' => ['portal' => $text, 'panel' => $text, 'language' => $text, 'scheme' => $text],
        'render_callback' => 'portico_render',
    ]);
});

add_action('admin_init', function () {
    register_setting('portico', PORTICO_OPTION, ['sanitize_callback' => 'portico_sanitize']);
});

/** What was left empty for the key keeps the key: it is never written back into the page. */
function portico_sanitize($given): array
{
    $given = is_array($given) ? $given : [];
    $before = get_option(PORTICO_OPTION, []);
    $kept = [
        'url' => esc_url_raw((string) ($given['url'] ?? ''), ['https', 'http']),
        'portal' => sanitize_key((string) ($given['portal'] ?? '')),
        'vendor_id' => sanitize_key((string) ($given['vendor_id'] ?? '')),
        'key_id' => sanitize_key((string) ($given['key_id'] ?? '')),
    ];
    $key = trim((string) ($given['private_key'] ?? ''));
    $kept['private_key'] = $key !== '' ? $key : (string) ($before['private_key'] ?? '');
    return $kept;
}

add_action('admin_menu', function () {
    add_options_page('Portico', 'Portico', 'manage_options', 'portico', 'portico_settings_page');
});

function portico_settings_page(): void
{
    $fields = [
        'url' => __('Address of the service', 'portico'),
        'portal' => __('Portal', 'portico'),
        'vendor_id' => __('Vendor id (ven_…)', 'portico'),
        'key_id' => __('Id of the signing key (sig_…)', 'portico'),
    ];
    echo '<div class="wrap"><h1>Portico</h1><form method="post" action="options.php">';
    settings_fields('portico');
    echo '<table class="form-table" role="presentation">';
    foreach ($fields as $name => $label) {
        printf(
            '<tr><th scope="row"><label for="portico-%1$s">%2$s</label></th><td><input class="regular-text" id="portico-%1$s" name="%3$s[%1$s]" value="%4$s"></td></tr>',
            esc_attr($name),
            esc_html($label),
            esc_attr(PORTICO_OPTION),
            esc_attr(portico_setting($name))
        );
    }
    $there = portico_setting('private_key') !== '';
    printf(
        '<tr><th scope="row"><label for="portico-key">%s</label></th><td><textarea class="large-text code" rows="4" id="portico-key" name="%s[private_key]" autocomplete="off" spellcheck="false"></textarea><p class="description">%s</p></td></tr>',
        esc_html__('Private key (PEM, Ed25519)', 'portico'),
        esc_attr(PORTICO_OPTION),
        esc_html(
            $there
                ? __('A key is kept. Leave this empty to keep it.', 'portico')
                : __('Or set PORTICO_PRIVATE_KEY in wp-config.php.', 'portico')
        )
    );
    echo '</table>';
    submit_button();
    echo '</form></div>';
}
