namespace Saenggak.Text.Chat;

/// <summary>Templates for models that are trained from scratch and so bring none.</summary>
public static class BuiltInTemplates
{
    /// <summary>
    /// ChatML with thoughts, read as Qwen3's template reads them: the thought comes from <c>reasoning_content</c> or from a
    /// <c>&lt;think&gt;</c> block in the content; turns after the last user message keep theirs (an empty block where there is none), older
    /// ones lose it. <c>enable_thinking=false</c> puts the empty block into the prompt. No system prompt of its own. Generation blocks
    /// hold what the model writes itself, up to and with <c>&lt;|im_end|&gt;</c>.
    /// </summary>
    public const string Think = """
        {%- set ns = namespace(query=-1) -%}
        {%- for message in messages -%}
            {%- if message.role == 'user' -%}
                {%- set ns.query = loop.index0 -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for message in messages -%}
            {{- '<|im_start|>' + message.role + '\n' -}}
            {%- if message.role != 'assistant' -%}
                {{- message.content + '<|im_end|>\n' -}}
            {%- else -%}
                {%- set answer = message.content.split('</think>')[-1].lstrip('\n') -%}
                {%- set thought = message.reasoning_content or '' -%}
                {%- if not thought and '</think>' in message.content -%}
                    {%- set thought = message.content.split('</think>')[0].split('<think>')[-1] -%}
                {%- endif -%}
                {%- set thought = '<think>\n' + thought.strip('\n') + '\n</think>\n\n' if loop.index0 > ns.query else '' -%}
                {%- if enable_thinking is defined and enable_thinking is false and thought == '<think>\n\n</think>\n\n' -%}
                    {{- thought -}}
                    {%- set thought = '' -%}
                {%- endif -%}
                {%- generation -%}
                    {{- thought + answer + '<|im_end|>' -}}
                {%- endgeneration -%}
                {{- '\n' -}}
            {%- endif -%}
        {%- endfor -%}
        {%- if add_generation_prompt -%}
            {{- '<|im_start|>assistant\n' -}}
            {%- if enable_thinking is defined and enable_thinking is false -%}
                {{- '<think>\n\n</think>\n\n' -}}
            {%- endif -%}
        {%- endif -%}
        """;
}
