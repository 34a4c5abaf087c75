<?php
// As much of WordPress as the plugin calls, for one request: what to do stands in the arguments.
// wordpress.php '<JSON: settings, attributes, user>' portico.php
define('ABSPATH', '/');
[, $json, $plugin] = $argv;
$given = json_decode($json, true);
$hooks = [];
$shortcodes = [];
$routes = [];
$blocks = [];
$scripts = [];
function add_action($name, $call) { global $hooks; $hooks[$name][] = $call; }
function add_filter($name, $call) { add_action($name, $call); }
function apply_filters($name, $value, ...$rest) {
    global $hooks;
    foreach ($hooks[$name] ?? [] as $call) $value = $call($value, ...$rest);
    return $value;
}
function get_option($name, $default) { global $given; return $given['settings'] ?? $default; }
function wp_get_current_user() { global $given; return (object) ['ID' => $given['user'] ?? 0]; }
function current_user_can($what) { return false; }
function register_rest_route($space, $path, $route) { global $routes; $routes["$space$path"] = $route; }
function add_shortcode($name, $call) { global $shortcodes; $shortcodes[$name] = $call; }
function register_block_type($name, $block) { global $blocks; $blocks[$name] = $block; }
function wp_register_script(...$script) {}
function wp_enqueue_script($name, $address) { global $scripts; $scripts[$name] = $address; }
function plugins_url($file) { return "/plugins/portico/$file"; }
function esc_attr($text) { return htmlspecialchars($text, ENT_QUOTES); }
function esc_url($text) { return htmlspecialchars($text, ENT_QUOTES); }
function esc_html__($text) { return htmlspecialchars($text, ENT_QUOTES); }
function __($text) { return $text; }
class WP_REST_Response {
    public $headers = [];
    public function __construct(public $data, public $status) {}
    public function header($name, $value) { $this->headers[$name] = $value; }
}
require $plugin;
foreach (['init', 'rest_api_init'] as $name) foreach ($hooks[$name] as $call) $call();
$answer = ($routes['portico/v1/token']['callback'])(['portal' => $given['attributes']['portal'] ?? '']);
echo json_encode([
    'status' => $answer->status,
    'token' => $answer->data['token'] ?? null,
    'cache' => $answer->headers['Cache-Control'],
    'shortcode' => $shortcodes['portico']($given['attributes'] ?? ''),
    'block' => ($blocks['portico/portal']['render_callback'])($given['attributes'] ?? []),
    'scripts' => $scripts,
]);
