// Changes text that must be there: a value that would change nothing is an error.
local contains(text, part) = std.strReplace(text, part, '') != text;

{
  replace(text, from, to):
    assert contains(text, from) : 'the mixin does not find %s in its file' % from;
    std.strReplace(text, from, to),

  // A value that fits on one line of YAML.
  line(value):
    assert std.isString(value) && value != '' && !contains(value, '\n') :
           'write a text on one line, not %s' % std.manifestJsonMinified(value);
    value,
}
